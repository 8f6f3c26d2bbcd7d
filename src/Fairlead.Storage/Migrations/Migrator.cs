using System.Data.Common;
using Dapper;
using Fairlead.Storage.Dialects;

namespace Fairlead.Storage.Migrations;

/// <summary>
/// Applies what is missing, one transaction each, one process at a time. Refuses a schema that is newer than this
/// program or in which a released migration was edited.
/// </summary>
internal sealed class Migrator(IDialect dialect, TimeProvider clock)
{
    public async Task<int> MigrateAsync(IReadOnlyList<Migration> wanted, CancellationToken ct)
    {
        var applied = 0;
        await dialect.MigrateAloneAsync(
            async connection =>
            {
                await connection.ExecuteAsync(
                    "CREATE TABLE IF NOT EXISTS schema_migrations (version integer PRIMARY KEY, name text NOT NULL, checksum text NOT NULL, applied_at text NOT NULL)");
                var present = await ReadAppliedAsync(connection);
                Verify(present, wanted);
                foreach (var migration in wanted.Skip(present.Count))
                {
                    await ApplyAsync(connection, migration, ct);
                    applied++;
                }
            },
            ct);
        return applied;
    }

    private static async Task<IReadOnlyList<Applied>> ReadAppliedAsync(DbConnection connection) =>
        (await connection.QueryAsync<Applied>("SELECT version, name, checksum FROM schema_migrations ORDER BY version")).AsList();

    private static void Verify(IReadOnlyList<Applied> present, IReadOnlyList<Migration> wanted)
    {
        if (present.Count > wanted.Count)
        {
            throw new DatabaseUnavailableException(
                DatabaseFailure.SchemaMismatch,
                $"The database has schema version {present.Count}, this Fairlead knows {wanted.Count}. Use the newer version, or restore a backup from before the upgrade.");
        }

        foreach (var (old, known) in present.Zip(wanted))
        {
            if (old.Version != known.Version || old.Checksum != known.Checksum)
            {
                throw new DatabaseUnavailableException(
                    DatabaseFailure.SchemaMismatch,
                    $"Migration {old.Version:D4}_{old.Name} in the database differs from the one in this program. Use the version that wrote it, or start with an empty data directory.");
            }
        }
    }

    private async Task ApplyAsync(DbConnection connection, Migration migration, CancellationToken ct)
    {
        var sql = dialect.MigrationWords.Aggregate(
            migration.Sql, (text, word) => text.Replace(word.Key, word.Value, StringComparison.Ordinal));
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition(sql, transaction: transaction, cancellationToken: ct));
        await connection.ExecuteAsync(
            "INSERT INTO schema_migrations (version, name, checksum, applied_at) VALUES (@Version, @Name, @Checksum, @AppliedAt)",
            new { migration.Version, migration.Name, migration.Checksum, AppliedAt = clock.GetUtcNow().ToString("O") },
            transaction);
        await transaction.CommitAsync(ct);
    }

    private sealed class Applied
    {
        public int Version { get; init; }

        public string Name { get; init; } = "";

        public string Checksum { get; init; } = "";
    }
}
