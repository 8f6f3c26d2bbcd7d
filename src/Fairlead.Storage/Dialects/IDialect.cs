using System.Data.Common;

namespace Fairlead.Storage.Dialects;

/// <summary>How one engine is opened, written to and migrated. Two implementations; nothing else knows which engine runs.</summary>
internal interface IDialect : IAsyncDisposable
{
    DatabaseEngine Engine { get; }

    /// <summary>A connection for reading; the caller disposes it.</summary>
    Task<DbConnection> OpenReaderAsync(CancellationToken ct);

    /// <summary>Waits for the right to write and begins a transaction that has it.</summary>
    Task<WriteLease> BeginWriteAsync(CancellationToken ct);

    /// <summary>Runs <paramref name="work"/> while no other process migrates the same database.</summary>
    Task MigrateAloneAsync(Func<DbConnection, Task> work, CancellationToken ct);

    /// <summary>The engine's word for one of the migration words, such as <c>$uuid</c>.</summary>
    IReadOnlyDictionary<string, string> MigrationWords { get; }

    /// <summary>Translates an engine's exception into ours; <see langword="null"/> when it is not a failure of the world.</summary>
    DatabaseUnavailableException? Translate(DbException exception);
}

/// <summary>A transaction with the right to write, and what must be given back after it.</summary>
internal sealed record WriteLease(DbConnection Connection, DbTransaction Transaction, Func<ValueTask> ReleaseAsync);
