using System.Xml.Linq;

namespace Fairlead.Architecture.Tests;

/// <summary>The arrows of docs/map.md: which project may know which.</summary>
public sealed class ProjectArrows
{
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["Kernel"] = [],
        ["Client"] = ["Kernel"],
        ["Jira"] = ["Kernel"],
        ["Reports"] = ["Kernel"],
        ["Secrets"] = ["Kernel"],
        ["Storage"] = ["Kernel"],
        ["Sandbox"] = ["Kernel"],
        ["Platform"] = ["Client", "Jira", "Reports", "Secrets", "Storage"],
        ["Web"] = ["Platform"],
        ["Cli"] = ["Client", "Reports", "Sandbox", "Secrets", "Web"],
    };

    public static TheoryData<string> Projects => [.. Directory.EnumerateDirectories(Path.Combine(SharedData.RepositoryRoot, "src")).Select(d => Path.GetFileName(d)!)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_refers_only_to_those_below_it(string project)
    {
        var name = project["Fairlead.".Length..];
        var file = Path.Combine(SharedData.RepositoryRoot, "src", project, $"{project}.csproj");
        var references = XDocument.Load(file).Descendants("ProjectReference")
            .Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value)["Fairlead.".Length..]);

        Assert.All(references, reference => Assert.Contains(reference, Allowed[name]));
    }

    [Fact]
    public void The_kernel_has_no_package()
    {
        var kernel = XDocument.Load(Path.Combine(SharedData.RepositoryRoot, "src/Fairlead.Kernel/Fairlead.Kernel.csproj"));

        Assert.Empty(kernel.Descendants("PackageReference"));
    }
}
