using Fairlead.Kernel;
using Fairlead.Platform.Operations;
using Fairlead.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fairlead.Platform.Tests.Operations;

public abstract class VaultContract(TestDatabase databases)
{
    private static readonly VaultAddress Here = new("connection_credentials", "a/0", "secret");
    private static readonly VaultAddress There = new("connection_credentials", "b/0", "secret");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_secret_reads_back_and_is_not_in_the_database_in_clear()
    {
        var (database, vault) = await EmptyVaultAsync();
        await PutAsync(database, vault, Here, "correct horse");

        Assert.Equal("correct horse", (await vault.GetAsync(Here, Ct))!.Reveal());
        Assert.Null(await vault.GetAsync(There, Ct));
        var stored = Assert.Single(await RowsAsync(database));
        Assert.Equal(-1, stored.SealedValue.AsSpan().IndexOf("correct"u8));
    }

    [Fact]
    public async Task A_sealed_value_that_was_moved_to_another_row_is_refused()
    {
        var (database, vault) = await EmptyVaultAsync();
        await PutAsync(database, vault, Here, "correct horse");
        await database.ExecuteAsync(SqlText.FromFixedParts("UPDATE vault SET address = @to"), new { to = "connection_credentials/b/0/secret" }, Ct);

        await Assert.ThrowsAsync<VaultException>(() => vault.GetAsync(There, Ct));
    }

    [Fact]
    public async Task A_bit_that_was_turned_is_noticed()
    {
        var (database, vault) = await EmptyVaultAsync();
        await PutAsync(database, vault, Here, "correct horse");
        var box = (await RowsAsync(database))[0].SealedValue;
        box[^1] ^= 1;
        await database.ExecuteAsync(SqlText.FromFixedParts("UPDATE vault SET sealed_value = @box"), new { box }, Ct);

        await Assert.ThrowsAsync<VaultException>(() => vault.GetAsync(Here, Ct));
    }

    [Fact]
    public async Task The_same_value_never_looks_the_same_twice()
    {
        var (database, vault) = await EmptyVaultAsync();
        await PutAsync(database, vault, Here, "correct horse");
        await PutAsync(database, vault, There, "correct horse");

        var rows = await RowsAsync(database);
        Assert.NotEqual(rows[0].SealedValue, rows[1].SealedValue);
        Assert.NotEqual(rows[0].WrappedKey, rows[1].WrappedKey);
    }

    [Fact]
    public async Task Rotation_moves_every_secret_and_forgets_the_old_key()
    {
        using var folder = new TemporaryFolder();
        var data = DataDirectory.Open(folder.Path);
        var (database, vault) = await EmptyVaultAsync(MasterKeyFile.ReadOrCreate(data.MasterKeyFile));
        for (var i = 0; i < 250; i++)
            await PutAsync(database, vault, Here with { Row = $"{i}/0" }, $"secret {i}");
        var before = vault.Keys.Current.Id;

        using var rotation = new MasterKeyRotation(vault, data, NullLogger<MasterKeyRotation>.Instance);
        var after = await rotation.RotateAsync(Ct);

        Assert.NotEqual(before, after);
        Assert.Equal([after!], await vault.KeyIdsInUseAsync(Ct));
        Assert.Equal("secret 249", (await vault.GetAsync(Here with { Row = "249/0" }, Ct))!.Reveal());
        Assert.Single(await File.ReadAllLinesAsync(data.MasterKeyFile, Ct));
        var reopened = new Vault(database, MasterKeyFile.ReadOrCreate(data.MasterKeyFile));
        Assert.Equal("secret 0", (await reopened.GetAsync(Here with { Row = "0/0" }, Ct))!.Reveal());
    }

    [Fact]
    public async Task A_rotation_that_was_cut_off_is_finished_at_the_next_start()
    {
        using var folder = new TemporaryFolder();
        var data = DataDirectory.Open(folder.Path);
        var old = MasterKeyFile.ReadOrCreate(data.MasterKeyFile);
        var (database, vault) = await EmptyVaultAsync(old);
        for (var i = 0; i < 150; i++)
            await PutAsync(database, vault, Here with { Row = $"{i}/0" }, $"secret {i}");
        // As it lies on disk after a kill: both keys in the file, part of the rows moved.
        var next = old with { Current = MasterKey.Generate(), Previous = [old.Current] };
        MasterKeyFile.Write(data.MasterKeyFile, [next.Current, .. next.Previous]);
        vault.Use(next);
        await vault.RewrapAsync(70, Ct);

        var restarted = new Vault(database, MasterKeyFile.ReadOrCreate(data.MasterKeyFile));
        using var rotation = new MasterKeyRotation(restarted, data, NullLogger<MasterKeyRotation>.Instance);
        await rotation.ResumeAsync(Ct);

        Assert.Equal([next.Current.Id], await restarted.KeyIdsInUseAsync(Ct));
        Assert.Equal("secret 149", (await restarted.GetAsync(Here with { Row = "149/0" }, Ct))!.Reveal());
        Assert.Single(await File.ReadAllLinesAsync(data.MasterKeyFile, Ct));
    }

    /// <summary>Its transaction began under the old key, which must not be forgotten before it ends.</summary>
    [Fact]
    public async Task A_secret_that_is_being_sealed_while_the_key_is_replaced_is_moved_too()
    {
        using var folder = new TemporaryFolder();
        var data = DataDirectory.Open(folder.Path);
        var (database, vault) = await EmptyVaultAsync(MasterKeyFile.ReadOrCreate(data.MasterKeyFile));
        using var rotation = new MasterKeyRotation(vault, data, NullLogger<MasterKeyRotation>.Instance);
        Task<string?> rotating;
        await using (var work = await database.BeginAsync(Ct))
        {
            await vault.PutAsync(work, Here, new SecretText("correct horse"), Ct);
            rotating = rotation.RotateAsync(Ct);
            while (!rotating.IsCompleted && !await IsWaitedForAsync(database))
                await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Ct);
            await work.CommitAsync(Ct);
        }

        Assert.Equal([(await rotating)!], await vault.KeyIdsInUseAsync(Ct));
        var reopened = new Vault(database, MasterKeyFile.ReadOrCreate(data.MasterKeyFile));
        Assert.Equal("correct horse", (await reopened.GetAsync(Here, Ct))!.Reveal());
    }

    [Fact]
    public async Task A_start_with_the_wrong_master_key_is_refused_and_names_it()
    {
        using var folder = new TemporaryFolder();
        var data = DataDirectory.Open(folder.Path);
        var (database, vault) = await EmptyVaultAsync();
        await PutAsync(database, vault, Here, "correct horse");

        var stranger = new Vault(database, MasterKeyFile.ReadOrCreate(data.MasterKeyFile));
        using var rotation = new MasterKeyRotation(stranger, data, NullLogger<MasterKeyRotation>.Instance);
        var refusal = await Assert.ThrowsAsync<ConfigurationException>(() => rotation.ResumeAsync(Ct));

        Assert.Equal(data.MasterKeyFile, refusal.Setting);
        Assert.Contains(vault.Keys.Current.Id, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_key_file_is_its_owners_only()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no modes.");
        using var folder = new TemporaryFolder();
        var data = DataDirectory.Open(folder.Path);
        MasterKeyFile.ReadOrCreate(data.MasterKeyFile);

        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(data.MasterKeyFile));
    }

    /// <summary>Somebody waits for a transaction that has written to the vault. SQLite's writers wait in this process, and none is asked.</summary>
    private static async Task<bool> IsWaitedForAsync(Database database) =>
        database.Engine == DatabaseEngine.Sqlite || await database.FirstAsync<long>(
            SqlText.FromFixedParts("SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'vault'::regclass"), null, Ct) > 0;

    private static async Task PutAsync(Database database, Vault vault, VaultAddress address, string secret)
    {
        await using var work = await database.BeginAsync(Ct);
        await vault.PutAsync(work, address, new SecretText(secret), Ct);
        await work.CommitAsync(Ct);
    }

    private static Task<IReadOnlyList<Row>> RowsAsync(Database database) =>
        database.QueryAsync<Row>(SqlText.FromFixedParts("SELECT wrapped_key, sealed_value FROM vault ORDER BY address"), null, Ct);

    private async Task<(Database, Vault)> EmptyVaultAsync(MasterKeyRing? keys = null)
    {
        var database = await databases.EmptyAsync(Ct, typeof(Vault).Assembly);
        return (database, new Vault(database, keys ?? new MasterKeyRing(MasterKeySource.File, MasterKey.Generate(), [])));
    }

    private sealed class Row
    {
        public byte[] WrappedKey { get; init; } = [];

        public byte[] SealedValue { get; init; } = [];
    }

    private sealed class TemporaryFolder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("fairlead-keys-").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }

    public sealed class OnSqlite(SqliteTestDatabase databases) : VaultContract(databases), IClassFixture<SqliteTestDatabase>;

    public sealed class OnPostgres(PostgresTestDatabase databases) : VaultContract(databases), IClassFixture<PostgresTestDatabase>
    {
        private readonly PostgresTestDatabase _databases = databases;

        /// <summary>It had taken the old key and not yet written its row when the key was replaced.</summary>
        [Fact]
        public async Task A_secret_whose_row_comes_after_the_new_key_is_sealed_under_it()
        {
            var database = await _databases.EmptyAsync(Ct, typeof(Vault).Assembly);
            var old = new MasterKeyRing(MasterKeySource.File, MasterKey.Generate(), []);
            var next = old with { Current = MasterKey.Generate(), Previous = [old.Current] };
            var vault = new Vault(database, old);
            await using var work = await database.BeginAsync(Ct);
            Task put;
            await using (var holder = await database.BeginAsync(Ct))
            {
                await holder.ExecuteAsync(SqlText.FromFixedParts("LOCK TABLE vault IN SHARE ROW EXCLUSIVE MODE"), null, Ct);
                put = vault.PutAsync(work, Here, new SecretText("correct horse"), Ct);
                while (!await IsWaitedForAsync(database))
                    await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Ct);
                vault.Use(next);
            }

            await put;
            await work.CommitAsync(Ct);

            Assert.Equal([next.Current.Id], await vault.KeyIdsInUseAsync(Ct));
            Assert.Equal("correct horse", (await vault.GetAsync(Here, Ct))!.Reveal());
        }
    }
}
