using Fairlead.Platform.Operations;
using Fairlead.Platform.Operations.DataFiles;
using Fairlead.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fairlead.Platform.Tests.Operations;

/// <summary>A database that is older than what this machine remembers of it gets a new epoch (RULES R8).</summary>
public abstract class HighWaterContract(TestDatabase databases) : IDisposable
{
    private static readonly SqlText Forget = SqlText.FromFixedParts("UPDATE activity_head SET number = number - 1 WHERE id = 1");
    private static readonly SqlText Grow = SqlText.FromFixedParts("UPDATE activity_head SET number = number + 5 WHERE id = 1");
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fairlead-high-water-");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private DataDirectory Data => DataDirectory.Open(_folder.FullName);

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_database_that_went_on_keeps_its_epoch()
    {
        var database = await WorkedWithAsync();
        await database.ExecuteAsync(Grow, null, Ct);

        Assert.Equal(1, (await StartAsync(database)).Epoch);
    }

    [Fact]
    public async Task A_database_that_fell_behind_gets_a_new_epoch_once()
    {
        var database = await WorkedWithAsync();
        await database.ExecuteAsync(Forget, null, Ct);

        Assert.Equal(2, (await StartAsync(database)).Epoch);
        Assert.Equal(2, (await StartAsync(database)).Epoch);
    }

    [Fact]
    public async Task An_operators_word_gives_a_new_epoch_once()
    {
        var database = await WorkedWithAsync();
        await File.WriteAllTextAsync(Data.RestoredFile, "", Ct);

        Assert.Equal(2, (await StartAsync(database)).Epoch);
        Assert.Equal(2, (await StartAsync(database)).Epoch);
    }

    [Fact]
    public async Task Another_instances_memory_says_nothing()
    {
        await WorkedWithAsync();
        var other = await databases.EmptyAsync(Ct, typeof(InstanceIdentity).Assembly);

        Assert.Equal(1, (await StartAsync(other)).Epoch);
    }

    /// <summary>A database with some history, which a stopped node has noted.</summary>
    private async Task<Database> WorkedWithAsync()
    {
        var database = await databases.EmptyAsync(Ct, typeof(InstanceIdentity).Assembly);
        await database.ExecuteAsync(Grow, null, Ct);
        var instance = await InstanceIdentity.LoadAsync(database, TimeProvider.System, Ct);
        using var highWater = new HighWater(Data, database, instance, TimeProvider.System, NullLogger<HighWater>.Instance);
        await highWater.StartAsync(Ct);
        await highWater.StopAsync(Ct);
        return database;
    }

    private async Task<InstanceIdentity> StartAsync(Database database) => await HighWater.CheckAsync(
        Data, database, await InstanceIdentity.LoadAsync(database, TimeProvider.System, Ct), TimeProvider.System, Ct);

    public class OnSqlite(SqliteTestDatabase databases) : HighWaterContract(databases), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase databases) : HighWaterContract(databases), IClassFixture<PostgresTestDatabase>;
}
