using Fairlead.Platform.Connections.Secrets;
using Fairlead.Platform.Operations;

namespace Fairlead.Platform.Tests.Connections;

/// <summary>T-74: whoever may make a connection chooses where its secret goes, so no reference leads to Fairlead's own secrets.</summary>
public sealed class SecretReferenceTests : IDisposable
{
    private readonly string _home = Directory.CreateTempSubdirectory("fairlead-reference-").FullName;
    private readonly DataDirectory _data;

    public SecretReferenceTests()
    {
        _data = DataDirectory.Open(Path.Combine(_home, "real", "data"));
        File.WriteAllText(_data.MasterKeyFile, "the master key");
        Directory.CreateSymbolicLink(Path.Combine(_home, "linked"), Path.Combine(_home, "real"));
        Directory.CreateSymbolicLink(Path.Combine(_home, "again"), "./linked/../linked/.");
        File.CreateSymbolicLink(Path.Combine(_home, "key"), "linked/data/master.key");
        Directory.CreateSymbolicLink(Path.Combine(_home, "proc"), "/proc");
        File.CreateSymbolicLink(Path.Combine(_home, "ring"), "ring");
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_home, recursive: true);

    [Theory]
    [InlineData("{home}/real/data/master.key")]
    [InlineData("{home}/real/./data//master.key")]
    [InlineData("{home}/linked/data/master.key")]
    [InlineData("{home}/again/data/master.key")]
    [InlineData("{home}/key")]
    [InlineData("{home}/ring/master.key")]
    [InlineData("{home}/proc/self/root{home}/real/data/master.key")]
    [InlineData("{home}/proc/self/environ")]
    [InlineData("/proc/self/root{home}/real/data/master.key")]
    [InlineData("/proc/self/root{home}/token")]
    [InlineData("/proc/self/environ")]
    [InlineData("/sys/kernel/notes")]
    [InlineData("/dev/stdin")]
    public async Task A_file_of_Fairleads_own_or_of_the_kernel_is_refused_whatever_path_leads_to_it(string path) => await RefusedAsync(_data, path);

    [Theory]
    [InlineData("{home}/real/data/master.key")]
    [InlineData("{home}/linked/data/master.key")]
    public async Task So_it_is_where_the_data_directory_itself_is_named_by_a_link(string path) =>
        await RefusedAsync(DataDirectory.Open(Path.Combine(_home, "again", "data")), path);

    [Theory]
    [InlineData("FAIRLEAD_DATABASE")]
    [InlineData("FAIRLEAD_FINGERPRINT_KEY")]
    [InlineData("FAIRLEAD_TOKEN")]
    [InlineData("fairlead_Master_Key")]
    [InlineData("FAIRLEAD_Notifications__Password")]
    public async Task Every_variable_of_Fairlead_is_refused(string name)
    {
        Assert.Contains("Fairlead's own", SecretReference.Refuse($"env:{name}", _data), StringComparison.Ordinal);
        await Assert.ThrowsAsync<SecretUnreadableException>(() => SecretReference.ReadAsync($"env:{name}", _data, Ct));
    }

    /// <summary>Kubernetes mounts a secret as <c>token → ..data/token</c> and <c>..data → ..2026_11_28</c>.</summary>
    [Fact]
    public async Task Links_that_lead_elsewhere_are_followed()
    {
        var mount = Directory.CreateDirectory(Path.Combine(_home, "mount")).FullName;
        Directory.CreateDirectory(Path.Combine(mount, "..2026_11_28"));
        await File.WriteAllTextAsync(Path.Combine(mount, "..2026_11_28", "token"), "a token\n", Ct);
        Directory.CreateSymbolicLink(Path.Combine(mount, "..data"), "..2026_11_28");
        File.CreateSymbolicLink(Path.Combine(mount, "token"), "..data/token");

        Assert.Equal("a token", (await SecretReference.ReadAsync($"file:{mount}/token", _data, Ct)).Reveal());
    }

    private async Task RefusedAsync(DataDirectory data, string path)
    {
        var reference = $"file:{path.Replace("{home}", _home, StringComparison.Ordinal)}";
        Assert.NotNull(SecretReference.Refuse(reference, data));
        var refused = await Assert.ThrowsAsync<SecretUnreadableException>(() => SecretReference.ReadAsync(reference, data, Ct));
        Assert.Contains("cannot be used", refused.Message, StringComparison.Ordinal);
    }
}
