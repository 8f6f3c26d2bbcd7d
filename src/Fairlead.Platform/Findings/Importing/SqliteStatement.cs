using System.Text;
using Fairlead.Storage.Values;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Fairlead.Platform.Findings.Importing;

/// <summary>
/// A prepared statement on SQLite's own interface: binding a row of thirty values through the provider's parameters costs
/// more than writing it.
/// </summary>
internal sealed class SqliteStatement : IValueSink, IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;
    private byte[] _utf8 = new byte[4096];
    private int _index;

    public SqliteStatement(SqliteConnection connection, string sql)
    {
        _database = connection.Handle ?? throw new InvalidOperationException("The connection is not open.");
        Check(raw.sqlite3_prepare_v2(_database, sql, out _statement));
    }

    public void Text(string? value)
    {
        _index++;
        if (value is null)
        {
            Check(raw.sqlite3_bind_null(_statement, _index));
        }
        else if (value.Length == 0)
        {
            // An empty span has no address and would be taken for NULL.
            Check(raw.sqlite3_bind_text(_statement, _index, ""));
        }
        else
        {
            var needed = Encoding.UTF8.GetMaxByteCount(value.Length);
            if (_utf8.Length < needed)
                _utf8 = new byte[needed];
            Check(raw.sqlite3_bind_text(_statement, _index, _utf8.AsSpan(0, Encoding.UTF8.GetBytes(value, _utf8))));
        }
    }

    public void Utf8(ReadOnlyMemory<byte> value)
    {
        _index++;
        Check(value.IsEmpty ? raw.sqlite3_bind_text(_statement, _index, "") : raw.sqlite3_bind_text(_statement, _index, value.Span));
    }

    public void Integer(int? value)
    {
        _index++;
        Check(value is { } number
            ? raw.sqlite3_bind_int(_statement, _index, number)
            : raw.sqlite3_bind_null(_statement, _index));
    }

    public void Long(long value) => Check(raw.sqlite3_bind_int64(_statement, ++_index, value));

    public void Bytes(Fingerprint value)
    {
        Span<byte> bytes = stackalloc byte[Fingerprint.Length];
        value.CopyTo(bytes);
        Check(raw.sqlite3_bind_blob(_statement, ++_index, bytes));
    }

    public void Uuid(Guid value)
    {
        Span<byte> text = stackalloc byte[36];
        value.TryFormat(text, out _, "D");
        Check(raw.sqlite3_bind_text(_statement, ++_index, text));
    }

    public void Instant(DateTimeOffset? value)
    {
        if (value is { } instant)
            Long(Instants.ToMicroseconds(instant));
        else
            Integer(null);
    }

    /// <summary>Runs the statement with what was bound, which must be everything.</summary>
    /// <returns>Whether there is a row to read.</returns>
    public bool Step()
    {
        var result = raw.sqlite3_step(_statement);
        if (result is not (raw.SQLITE_ROW or raw.SQLITE_DONE))
            Check(result);
        return result == raw.SQLITE_ROW;
    }

    /// <summary>To be called after the last row, before the next binding.</summary>
    public void Reset()
    {
        _index = 0;
        Check(raw.sqlite3_reset(_statement));
    }

    public void Execute()
    {
        Step();
        Reset();
    }

    public long ReadLong(int column) => raw.sqlite3_column_int64(_statement, column);

    public int ReadInt(int column) => raw.sqlite3_column_int(_statement, column);

    public Fingerprint ReadFingerprint(int column) => Fingerprint.From(raw.sqlite3_column_blob(_statement, column));

    public void Dispose() => _statement.Dispose();

    private void Check(int result)
    {
        if (result != raw.SQLITE_OK)
            SqliteException.ThrowExceptionForRC(result, _database);
    }
}
