namespace Fairlead.Storage;

/// <summary>Which of the two databases a process uses.</summary>
public enum DatabaseEngine
{
    /// <summary>One file in the data directory, one process: the embedded default.</summary>
    Sqlite,

    /// <summary>PostgreSQL 13 or newer: the database of a cluster.</summary>
    Postgres,
}

/// <summary>Where the data lies.</summary>
/// <param name="Engine">The engine that <paramref name="Location"/> speaks of.</param>
/// <param name="Location">SQLite: the full path of the database file. PostgreSQL: an Npgsql connection string.</param>
public sealed record DatabaseOptions(DatabaseEngine Engine, string Location)
{
    /// <summary>SQLite: the command that uses it and ends by itself, as others are told who find it in use; <see langword="null"/> for a server.</summary>
    public string? Command { get; init; }

    public static DatabaseOptions Sqlite(string path) => new(DatabaseEngine.Sqlite, path);

    public static DatabaseOptions Postgres(string connectionString) => new(DatabaseEngine.Postgres, connectionString);
}
