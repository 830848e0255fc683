namespace Pay.Gateway.Storage;

/// <summary>Settings below <c>Pay:Storage</c>.</summary>
internal sealed class StorageSettings
{
    /// <summary>A PostgreSQL connection string. Without it the gateway keeps its data in a SQLite file of its own.</summary>
    public string? Postgres { get; init; }
}
