using System.Data;
using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Fairlead.Storage.Dialects;

/// <summary>
/// One writer connection, which alone checkpoints; any number of readers (RULES E19, R16). WAL, and every commit is
/// synced before it is acknowledged: an intent that was answered for survives a power cut.
/// </summary>
internal sealed class SqliteDialect : IDialect
{
    private const int CorruptOrForeignFile = 26;
    private const int Busy = 5;
    private const int Locked = 6;
    private const int ReadOnly = 8;
    private const int InputOutput = 10;
    private const int CannotWrite = 10 | (3 << 8);
    private const int Full = 13;
    private const int CannotOpen = 14;

    private static readonly Dictionary<string, string> Words = new(StringComparer.Ordinal)
    {
        ["$uuid"] = "text",
        ["$instant"] = "integer",
        ["$json"] = "text",
        ["$bytes"] = "blob",
        ["$rowid"] = "integer PRIMARY KEY AUTOINCREMENT",
        // A row number that the writer gives; without the bookkeeping of $rowid.
        ["$rowno"] = "integer PRIMARY KEY",
        // After a table's closing bracket: rows lie in the order of the primary key, without a second index.
        ["$clustered"] = "WITHOUT ROWID",
    };

    /// <summary>A transaction is milliseconds, an import's portion on a slow disk seconds.</summary>
    private static readonly TimeSpan LastTransaction = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _writerTurn = new(1, 1);
    private readonly SqliteConnection _writer;
    private readonly ProcessLock _lock;
    private readonly string _readerConnectionString;
    private bool _isClosed;

    private SqliteDialect(string path, ProcessLock processLock)
    {
        _lock = processLock;
        _writer = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Pooling = false,
            DefaultTimeout = 30,
        }.ToString());
        _readerConnectionString = new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = SqliteOpenMode.ReadOnly,
            DefaultTimeout = 30,
        }.ToString();
    }

    public DatabaseEngine Engine => DatabaseEngine.Sqlite;

    public IReadOnlyDictionary<string, string> MigrationWords => Words;

    /// <exception cref="DatabaseUnavailableException">Another process holds the file, or it is not a SQLite database.</exception>
    public static async Task<SqliteDialect> OpenAsync(DatabaseOptions options, CancellationToken ct)
    {
        var path = options.Location;
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        RefuseForeignFile(path);
        var dialect = new SqliteDialect(path, ProcessLock.Take(path, options.Command));
        try
        {
            await dialect._writer.OpenAsync(ct);
            await dialect.SetUpWriterAsync(ct);
            return dialect;
        }
        catch (SqliteException e)
        {
            await dialect.DisposeAsync();
            throw dialect.Translate(e) ?? new DatabaseUnavailableException(DatabaseFailure.Unreachable, e.Message, e);
        }
    }

    public async Task<DbConnection> OpenReaderAsync(CancellationToken ct)
    {
        var connection = new SqliteConnection(_readerConnectionString);
        await connection.OpenAsync(ct);
        await using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA query_only=ON; PRAGMA busy_timeout=5000;";
        await command.ExecuteNonQueryAsync(ct);
        return connection;
    }

    public async Task<WriteLease> BeginWriteAsync(CancellationToken ct)
    {
        await _writerTurn.WaitAsync(ct);
        try
        {
            if (_isClosed)
                throw new DatabaseUnavailableException(DatabaseFailure.Unreachable, "The database was closed, because the process ends.");
            var transaction = _writer.BeginTransaction(IsolationLevel.Serializable, deferred: false);
            return new WriteLease(_writer, transaction, () =>
            {
                _writerTurn.Release();
                return ValueTask.CompletedTask;
            });
        }
        catch
        {
            _writerTurn.Release();
            throw;
        }
    }

    public async Task MigrateAloneAsync(Func<DbConnection, Task> work, CancellationToken ct)
    {
        await _writerTurn.WaitAsync(ct);
        try
        {
            await work(_writer);
        }
        finally
        {
            _writerTurn.Release();
        }
    }

    public DatabaseUnavailableException? Translate(DbException exception) =>
        exception is not SqliteException sqlite ? null : sqlite.SqliteErrorCode switch
        {
            Busy or Locked => new(DatabaseFailure.Contended, "The database file is locked by another writer.", sqlite),
            Full => new(DatabaseFailure.StorageFull, "The disk that holds the database is full.", sqlite),
            InputOutput when sqlite.SqliteExtendedErrorCode == CannotWrite => new(
                DatabaseFailure.StorageFull, "The database cannot be written: its disk fails, or the file grows over what ulimit -f allows.", sqlite),
            InputOutput => new(DatabaseFailure.Unreachable, "The disk that holds the database fails. Check it, and the system's log.", sqlite),
            ReadOnly => new(DatabaseFailure.Unreachable, "The database is read-only; check the permissions of its file and folder.", sqlite),
            CannotOpen => new(DatabaseFailure.Unreachable, "The database file cannot be opened; check the path and its permissions.", sqlite),
            CorruptOrForeignFile => new(DatabaseFailure.SchemaMismatch, "The database file is not a SQLite database.", sqlite),
            _ => null,
        };

    /// <summary>
    /// Lets a transaction that is under way end: a connection is not for two at once, and what did not stop in time may still write. One
    /// that does not end keeps the connection, and the next start rolls it back.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        if (await _writerTurn.WaitAsync(LastTransaction))
        {
            _isClosed = true;
            await _writer.DisposeAsync();
            _writerTurn.Release();
        }

        SqliteConnection.ClearPool(new SqliteConnection(_readerConnectionString));
        _lock.Dispose();
    }

    /// <summary>Some builds of SQLite write over a file that never was a database when they switch it to WAL.</summary>
    private static void RefuseForeignFile(string path)
    {
        if (!File.Exists(path))
            return;
        Span<byte> start = stackalloc byte[16];
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var read = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        if (read > 0 && !start[..read].SequenceEqual("SQLite format 3\0"u8))
        {
            throw new DatabaseUnavailableException(
                DatabaseFailure.SchemaMismatch,
                $"'{path}' is not a SQLite database. Choose another directory with --data, or move the file away.");
        }
    }

    private async Task SetUpWriterAsync(CancellationToken ct)
    {
        await using var command = _writer.CreateCommand();
        command.CommandText = """
            PRAGMA busy_timeout=5000;
            PRAGMA journal_mode=WAL;
            PRAGMA synchronous=FULL;
            PRAGMA wal_autocheckpoint=16384;
            PRAGMA journal_size_limit=134217728;
            PRAGMA foreign_keys=ON;
            PRAGMA cache_size=-32768;
            PRAGMA temp_store=FILE;
            SELECT count(*) FROM sqlite_master;
            """;
        await command.ExecuteNonQueryAsync(ct);
    }
}
