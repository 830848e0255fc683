using System.Buffers;
using System.Buffers.Binary;
using System.Data.Common;
using System.Security.Cryptography;
using System.Text;

namespace Pay.Gateway.Storage;

/// <summary>
/// What a table holds, in two numbers: how many rows, and the sum of a hash of each. A sum does not depend on the order that rows
/// come in, so two engines can be compared without sorting; its 128 bits are those of SHA-256, so rows that differ do not cancel out.
/// </summary>
internal readonly record struct TableSum(long Rows, UInt128 Checksum)
{
    private const byte NullTag = 0;
    private const byte NumberTag = 1;
    private const byte TextTag = 2;

    /// <summary>Reads the whole table, row by row, handing each to <paramref name="take"/> on its way.</summary>
    public static async Task<TableSum> OfAsync(Session session, StoredTable table, Func<object?[], Task>? take = null, Action<long>? progress = null)
    {
        const int RowsPerReport = 10_000;
        var buffer = new ArrayBufferWriter<byte>();
        var row = new object?[table.Columns.Count];
        var (rows, checksum) = (0L, UInt128.Zero);
        await foreach (var hash in session.StreamAsync(table.SelectSql, reader => Read(reader, table, row, buffer)))
        {
            checksum += hash;
            rows++;
            if (take is not null)
            {
                await take(row);
            }

            if (rows % RowsPerReport == 0)
            {
                progress?.Invoke(rows);
            }
        }

        return new TableSum(rows, checksum);
    }

    private static UInt128 Read(DbDataReader reader, StoredTable table, object?[] row, ArrayBufferWriter<byte> buffer)
    {
        buffer.ResetWrittenCount();
        for (var i = 0; i < row.Length; i++)
        {
            if (reader.IsDBNull(i))
            {
                row[i] = null;
                buffer.Write([NullTag]);
            }
            else if (table.Columns[i].IsNumber)
            {
                var number = reader.GetInt64(i);
                row[i] = number;
                Write(buffer, NumberTag, number);
            }
            else
            {
                var text = reader.GetString(i);
                row[i] = text;
                Write(buffer, TextTag, Encoding.UTF8.GetByteCount(text));
                Encoding.UTF8.GetBytes(text, buffer);
            }
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(buffer.WrittenSpan, hash);
        return BinaryPrimitives.ReadUInt128BigEndian(hash);
    }

    private static void Write(ArrayBufferWriter<byte> buffer, byte tag, long number)
    {
        var span = buffer.GetSpan(1 + sizeof(long));
        span[0] = tag;
        BinaryPrimitives.WriteInt64BigEndian(span[1..], number);
        buffer.Advance(1 + sizeof(long));
    }
}
