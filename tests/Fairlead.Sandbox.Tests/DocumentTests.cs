using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Fairlead.Sandbox.Faults;
using Fairlead.Sandbox.Tests.Driving;

namespace Fairlead.Sandbox.Tests;

/// <summary>docs/sandbox.md says what is there.</summary>
public sealed class DocumentTests
{
    private static readonly string Text = File.ReadAllText(Path.Combine(SharedData.RepositoryRoot, "docs", "sandbox.md"));

    [Fact]
    public void Every_fault_is_described() => Assert.All(
        typeof(FaultBehaviour).GetCustomAttributes<JsonDerivedTypeAttribute>(), a => Assert.Contains($"`{a.TypeDiscriminator}`", Text));

    [Fact]
    public async Task Every_custom_field_is_described()
    {
        await using var jira = await JiraDriver.StartAsync();
        var fields = (await jira.GetAsync("field")).Json.AsArray().Where(f => (bool)f!["custom"]!);
        Assert.All(fields, f => Assert.Contains($"| {f!["id"]} | {f["name"]} |", Text));
    }

    [Fact]
    public async Task Its_example_of_a_fault_over_http_is_taken()
    {
        await using var jira = await JiraDriver.StartAsync();
        Assert.Equal(201, (await jira.PostAsync("/sandbox/faults", JsonNode.Parse(BodySentTo("/sandbox/faults"))!)).Status);
    }

    /// <summary>The body of the document's one curl that posts there.</summary>
    private static string BodySentTo(string path) =>
        Text.Split("```").Single(block => block.Contains("curl") && block.Contains(path)).Split("-d '")[1].Split('\'')[0];
}
