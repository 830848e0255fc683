using Microsoft.Data.Sqlite;

namespace Pay.Browser.Tests.Browsing;

/// <summary>
/// What the gateway wrote down, read from its database file: how often the provider was asked for something. Also puts a payment
/// into states that the sandbox passes through too quickly for a payer to see.
/// </summary>
internal sealed class GatewayBooks(string dataDirectory)
{
    private const int BusySeconds = 30;

    /// <summary>How many operations of a kind (<c>authorise</c>, <c>capture</c>, <c>cancel</c>) the provider was asked for.</summary>
    public long Operations(string paymentId, string kind) => Read(
        """
        SELECT count(*) FROM provider_operations JOIN payments ON payments.payment_number = provider_operations.payment_number
        WHERE payments.payment_id = @id AND provider_operations.kind = @value
        """,
        paymentId,
        kind);

    /// <summary>How many times the payment entered a public state.</summary>
    public long Entered(string paymentId, string publicStatus) => Read(
        """
        SELECT count(*) FROM payment_events JOIN payments ON payments.payment_number = payment_events.payment_number
        WHERE payments.payment_id = @id AND payment_events.public_status = @value
        """,
        paymentId,
        publicStatus);

    /// <summary>The internal state, as it is stored.</summary>
    public void PutInto(string paymentId, string status) =>
        Run("UPDATE payments SET status = @value WHERE payment_id = @id", paymentId, status, command => command.ExecuteNonQuery());

    private long Read(string sql, string paymentId, string value) => Run(sql, paymentId, value, command => (long)command.ExecuteScalar()!);

    private T Run<T>(string sql, string paymentId, string value, Func<SqliteCommand, T> run)
    {
        var file = new SqliteConnectionStringBuilder { DataSource = Path.Combine(dataDirectory, "pay.db"), Pooling = false };
        using var connection = new SqliteConnection(file.ConnectionString) { DefaultTimeout = BusySeconds };
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Parameters.AddWithValue("@id", paymentId);
        command.Parameters.AddWithValue("@value", value);
        return run(command);
    }
}
