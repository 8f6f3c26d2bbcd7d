using Fairlead.Web.Hosting;

namespace Fairlead.Web.Tests;

public class SettingsDocumentationTests
{
    [Fact]
    public void Every_setting_is_in_the_table_of_the_documentation()
    {
        var text = File.ReadAllText(Path.Combine(SharedData.RepositoryRoot, "docs", "operations.md"));

        Assert.All(Settings.Variables, v => Assert.Contains($"| `{v}` |", text));
    }
}
