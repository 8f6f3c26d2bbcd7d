using Fairlead.Platform.Findings;
using Fairlead.Platform.Findings.Importing;
using Fairlead.Storage;
using Npgsql;

namespace Fairlead.Platform.Tests.Findings;

public sealed class BulkPathTests(PostgresTestDatabase databases) : IClassFixture<PostgresTestDatabase>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_bulk_path_that_gets_only_one_of_its_two_connections_gives_it_back()
    {
        var location = await databases.MigratedAsync(typeof(FindingImports).Assembly, Ct);
        var single = new NpgsqlConnectionStringBuilder(location.Location) { MaxPoolSize = 1, Timeout = 1 };
        await using var database = await Database.OpenAsync(DatabaseOptions.Postgres(single.ToString()), Ct);

        await Assert.ThrowsAsync<DatabaseUnavailableException>(() => BulkPath.OpenAsync(database, Ct));

        await using var connection = await database.OpenReaderAsync(Ct);
        Assert.Equal(System.Data.ConnectionState.Open, connection.State);
    }
}
