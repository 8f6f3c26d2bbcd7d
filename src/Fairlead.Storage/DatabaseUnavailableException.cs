namespace Fairlead.Storage;

/// <summary>The database cannot be used now: locked by another process, unreachable, out of disk. Nothing was written.</summary>
public sealed class DatabaseUnavailableException(DatabaseFailure failure, string message, Exception? inner = null)
    : Exception(message, inner)
{
    public DatabaseFailure Failure { get; } = failure;
}

/// <summary>Why a database cannot be used.</summary>
public enum DatabaseFailure
{
    /// <summary>Another process holds the SQLite file.</summary>
    HeldByAnotherProcess,

    /// <summary>No connection, too many connections, or the server is shutting down.</summary>
    Unreachable,

    /// <summary>PostgreSQL does not let this user in, or has no such database.</summary>
    Refused,

    /// <summary>A lock was not granted in time, or the transaction was chosen as a deadlock's victim; repeating may help.</summary>
    Contended,

    /// <summary>The disk or quota is full.</summary>
    StorageFull,

    /// <summary>The schema was written by a newer Fairlead, or a released migration was edited.</summary>
    SchemaMismatch,
}
