using System.Text.Json;

namespace Fairlead.Cli.Tests;

/// <summary>Templates as they are typed.</summary>
public sealed class TemplateTests
{
    [Fact]
    public async Task A_template_is_found_shown_copied_into_a_configuration_and_previewed()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var team = await ConnectedTeam.StartAsync(ct, findings: 2);

        Assert.Contains("registry-scan", (await team.Fairlead.RunAsync("template", "list")).Succeeded());
        Assert.Contains("{{fixedVersion}}", (await team.Fairlead.RunAsync("template", "placeholders")).Succeeded());
        var shown = (await team.Fairlead.RunAsync("template", "show", "software-list")).Succeeded();
        Assert.Contains("\n# Goes with: groupBy: [asset]\n", shown);
        Assert.Contains("\n    {{dynamic_template}}\n", shown);
        Assert.Equal(66, (await team.Fairlead.RunAsync("template", "show", "nothing")).ExitCode);

        // What was copied unchanged is the template that it was copied from.
        var exported = (await team.Fairlead.RunAsync("configuration", "export", "shop")).Succeeded();
        Assert.Contains("shop: updated", (await team.Fairlead.RunAsync(exported + shown, ["configuration", "apply", "-f", "-"])).Succeeded());
        Assert.Contains("use: software-list", (await team.Fairlead.RunAsync("configuration", "export", "shop")).Succeeded());
        // What was changed comes back as it was written.
        var changed = exported + shown.Replace("## Software", "## Replace\n\n    ```\n    make  lists\n    ```\n");
        Assert.Contains("shop: updated", (await team.Fairlead.RunAsync(changed, ["configuration", "apply", "-f", "-"])).Succeeded());
        var again = (await team.Fairlead.RunAsync("configuration", "export", "shop")).Succeeded();
        Assert.Contains("## Replace\n\n    ```\n    make  lists\n    ```\n", again);
        Assert.Contains("shop: unchanged", (await team.Fairlead.RunAsync(again, ["configuration", "apply", "-f", "-"])).Succeeded());

        using var findings = JsonDocument.Parse((await team.Fairlead.RunAsync("finding", "list", "--json")).Succeeded());
        var ids = findings.RootElement.EnumerateArray().Select(f => f.GetProperty("id").GetString()!).ToList();
        var preview = (await team.Fairlead.RunAsync(["template", "preview", "software-list", "--finding", .. ids])).Succeeded();
        Assert.Contains("| Package | Version | Fixed in |", preview);
        Assert.Contains("||Package||Version||", (await team.Fairlead.RunAsync("template", "preview", "software-list", "--wiki", "--finding", ids[0])).Succeeded());
        Assert.Contains("## Replace", (await team.Fairlead.RunAsync("template", "preview", "--configuration", "shop", "--finding", ids[0])).Succeeded());
    }

    [Fact]
    public async Task A_template_that_is_in_no_configuration_yet_is_previewed_from_its_file()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var team = await ConnectedTeam.StartAsync(ct, findings: 1);
        using var findings = JsonDocument.Parse((await team.Fairlead.RunAsync("finding", "list", "--json")).Succeeded());
        var id = findings.RootElement[0].GetProperty("id").GetString()!;
        string[] preview = ["template", "preview", "--file", "-", "--finding", id];
        var shown = (await team.Fairlead.RunAsync("template", "show", "software-list")).Succeeded();

        Assert.Contains("## Mine", (await team.Fairlead.RunAsync(shown.Replace("## Software", "## Mine"), preview)).Succeeded());
        var wrong = await team.Fairlead.RunAsync("summary: x\nbodi: y\n", preview);
        Assert.Equal(78, wrong.ExitCode);
        Assert.Contains("standard input:2:1: bodi", wrong.Error.Replace("template.", ""));
        Assert.Contains("is not shown", wrong.Error);
        Assert.Equal(64, (await team.Fairlead.RunAsync(shown, ["template", "preview", "secret", "--file", "-", "--finding", id])).ExitCode);
    }

    [Fact]
    public async Task The_title_of_the_demo_s_issues_says_in_nothing_where_findings_share_no_place_and_is_never_empty()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var team = await ConnectedTeam.StartAsync(ct, findings: 0);
        (await team.Fairlead.RunAsync("title,severity,ruleId,location\none,high,r-1,a.js\ntwo,high,r-1,b.js\nthree,high,r-2,a.js\n", ["import", "-", "--asset", "api", "--scanner", "hand"])).Succeeded();
        using var findings = JsonDocument.Parse((await team.Fairlead.RunAsync("finding", "list", "--json")).Succeeded());
        var idOf = findings.RootElement.EnumerateArray().ToDictionary(f => f.GetProperty("title").GetString()!, f => f.GetProperty("id").GetString()!);
        async Task<string> TitleAsync(params string[] titles) => (await team.Fairlead.RunAsync(
            $"summary: '{Demo.StoryTemplate.Body.Summary}'\n", ["template", "preview", "--file", "-", "--finding", .. titles.Select(t => idOf[t])])).Succeeded().Split('\n')[0];

        Assert.Equal("r-1 in a.js", await TitleAsync("one"));
        Assert.Equal("r-1", await TitleAsync("one", "two"));
        Assert.Equal("api (2 findings) in a.js", await TitleAsync("one", "three"));
        Assert.Equal("api (2 findings)", await TitleAsync("two", "three"));
    }

    [Fact]
    public async Task A_fault_in_a_dynamic_part_is_told_with_its_place()
    {
        await using var team = await ConnectedTeam.StartAsync(TestContext.Current.CancellationToken);
        const string Template = "template:\n  dynamic: |\n    - {{vulnerability.solution}}\n  body: |\n    {{dynamic_template}}\n";
        var exported = (await team.Fairlead.RunAsync("configuration", "export", "shop")).Succeeded();

        var wrong = await team.Fairlead.RunAsync(exported + Template, ["configuration", "apply", "-f", "-"]);

        Assert.Equal(78, wrong.ExitCode);
        Assert.Contains("template.dynamic: line 1, column 3", wrong.Error);
        Assert.Contains("Fairlead calls it {{remediation}}.", wrong.Error);
    }
}
