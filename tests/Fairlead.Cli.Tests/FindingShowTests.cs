using System.Text.Json;

namespace Fairlead.Cli.Tests;

public sealed class FindingShowTests : IDisposable
{
    private readonly FairleadProcess _fairlead = new();

    public void Dispose() => _fairlead.Dispose();

    [Fact]
    public async Task Labels_and_tags_are_shown_as_they_are_filtered_by()
    {
        const string Report = """{"findings":[{"title":"a","severity":"high","tags":["reviewed"],"labels":{"owner":"payments","container":"acme/shop"}}]}""";
        (await _fairlead.RunAsync(Report, ["import", "-", "--asset", "api", "--scanner", "hand"])).Succeeded();
        using var findings = JsonDocument.Parse((await _fairlead.RunAsync("finding", "list", "--label", "owner=payments", "--json")).Succeeded());
        var id = Assert.Single(findings.RootElement.EnumerateArray()).GetProperty("id").GetString()!;

        var text = (await _fairlead.RunAsync("finding", "show", id)).Succeeded();
        Assert.Matches("(?m)^Labels +container=acme/shop, owner=payments, reviewed$", text);
        using var json = JsonDocument.Parse((await _fairlead.RunAsync("finding", "show", id, "--json")).Succeeded());
        Assert.Equal("payments", json.RootElement.GetProperty("detail").GetProperty("labels").GetProperty("owner").GetString());
    }
}
