namespace Fairlead.Web.Tests.SecurityInformation;

/// <summary>The Forge app in forge/, as Atlassian checks it before it is deployed (npm package @forge/manifest: its JSON schema, and what that cannot say).</summary>
public sealed class ForgeManifestTests
{
    private static readonly string Forge = Path.Combine(SharedData.RepositoryRoot, "forge");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Atlassian_finds_nothing_wrong_with_the_manifest()
    {
        Assert.Equal((0, ""), await CheckAsync(Forge));

        // And would find it.
        var other = Directory.CreateTempSubdirectory();
        try
        {
            var text = await File.ReadAllTextAsync(Path.Combine(Forge, "manifest.yml"), Ct);
            await File.WriteAllTextAsync(Path.Combine(other.FullName, "manifest.yml"), text.Replace("      searchContainers:\n        endpoint: search\n", "", StringComparison.Ordinal), Ct);
            var (ended, said) = await CheckAsync(other.FullName);
            Assert.Equal(1, ended);
            Assert.Contains("searchContainers", said);
        }
        finally
        {
            other.Delete(recursive: true);
        }
    }

    private static Task<(int Ended, string Said)> CheckAsync(string folder) => NodeClient.RunAsync("@forge/manifest", ["manifest.mjs", folder], [], Ct);
}
