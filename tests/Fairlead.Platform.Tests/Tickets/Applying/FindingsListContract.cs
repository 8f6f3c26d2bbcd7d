using System.Text;
using Fairlead.Platform.Tickets;
using Fairlead.Sandbox;
using Fairlead.Sandbox.Faults;
using Fairlead.Sandbox.State;

namespace Fairlead.Platform.Tests.Tickets.Applying;

/// <summary>What an issue's text does not tell is attached to it as a list, once (U-35, F059, F099, F100).</summary>
[Trait("Complaint", "U-35")]
public abstract class FindingsListContract(TestDatabase databases)
{
    private const int Many = 60;
    private const string Notice = "All findings are in the attached file fairlead-findings.";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Findings of one group.</summary>
    internal static void AddGroup(TicketWorld world, int count)
    {
        for (var i = 1; i <= count; i++)
            world.Findings.Add(i, title: $"Weakness {i}");
    }

    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task What_the_text_does_not_name_is_attached_once_and_follows_the_findings(SandboxEdition edition)
    {
        await using var world = await StartAsync(edition);
        AddGroup(world, Many);
        var sample = Assert.Single((await world.Previews.PreviewAsync(world.Configuration.Id, 10, Ct))!.Samples);
        Assert.Contains("attached to the issue as CSV", sample.Remark);

        world.Sandbox.Requests.Clear();
        var run = await world.RunAsync(Ct);
        // The list counts among the run's calls too.
        Assert.NotEqual(0, world.Sandbox.Requests.CountOf("POST", "issue/*/attachments"));
        Assert.Equal(world.Sandbox.Requests.All.Count, run.JiraCalls);
        Assert.Equal(run.JiraCalls, (await world.Sync.GetRunAsync(run.Id, Ct))!.JiraCalls);
        var issue = Assert.Single(world.Sandbox.State.Issues);
        Assert.Contains(Notice, issue.Description);
        var first = Assert.Single(issue.Attachments);
        Assert.Matches("^fairlead-findings-[0-9a-f]{16}[.]csv$", first.FileName);
        Assert.Equal(Many + 1, RowsOf(first).Length);
        Assert.All(Enumerable.Range(1, Many), i => Assert.Contains($"\"Weakness {i}\"", TextOf(first)));

        // Nothing changed: nothing is asked or sent.
        world.Sandbox.Requests.Clear();
        await world.RunAsync(Ct);
        Assert.Empty(world.Sandbox.Requests.All);

        // What the text does not show changes the list alone.
        world.Findings.Change(Many, f => f with { Title = "Weakness changed" });
        await world.RunAsync(Ct);
        var second = Assert.Single(Assert.Single(world.Sandbox.State.Issues).Attachments);
        Assert.NotEqual(first.FileName, second.FileName);
        Assert.Contains("Weakness changed", TextOf(second));

        // Closed ones stand at the end of it.
        world.Findings.Close(1);
        await world.RunAsync(Ct);
        Assert.Contains("\"fixed\",\"Weakness 1\"", RowsOf(Assert.Single(Assert.Single(world.Sandbox.State.Issues).Attachments))[^1]);

        // What the text tells in full needs no list.
        for (var i = 1; i <= 20; i++)
            world.Findings.Close(i);
        await world.RunAsync(Ct);
        issue = Assert.Single(world.Sandbox.State.Issues);
        Assert.Empty(issue.Attachments);
        Assert.DoesNotContain(Notice, issue.Description);
    }

    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task A_text_that_is_longer_than_jira_takes_is_cut_at_a_block_and_all_of_it_is_attached(SandboxEdition edition)
    {
        var prose = string.Join("\n\n", Enumerable.Range(1, 240).Select(i => $"Paragraph {i} of {new string('x', 110)}."));
        await using var world = await StartAsync(edition, c => c with { Template = new Template("x", $"{prose}\n\nClosing words. {{{{group.open}}}} {{{{group.description}}}}") });
        world.Findings.Add(1);
        world.Findings.Change(1, f => f with { Description = "What the scanner said of it. " + new string('y', 6_000) });
        Assert.Contains(
            "Description: longer than Jira takes, and cut at the end of a block; all of it is attached", Assert.Single((await world.Previews.PreviewAsync(world.Configuration.Id, 10, Ct))!.Samples).Remark);

        await world.RunAsync(Ct);

        var issue = Assert.Single(world.Sandbox.State.Issues);
        // Data Center shows the emphasis as wiki markup.
        Assert.Matches(
            @"\.\s+_?Cut here: the text is longer than Jira accepts\. All of it is in the attached file fairlead-text\._?\s+_?All findings are in the attached file fairlead-findings\._?\s*$",
            issue.Description!);
        Assert.DoesNotContain("What the scanner said", issue.Description);
        Assert.Equal(2, RowsOf(Assert.Single(issue.Attachments, a => a.FileName.EndsWith(".csv", StringComparison.Ordinal))).Length);
        var whole = WholeTextOf(issue);
        Assert.StartsWith($"# Description\n\n{prose}\n\nClosing words. 1 What the scanner said of it. yyy", whole);

        // What is behind the cut alone changes the file.
        await world.ConfigureAsync(c => c with { Template = c.Template with { Body = c.Template.Body.Replace("Closing", "Last", StringComparison.Ordinal) } }, Ct);
        await world.RunAsync(Ct);
        Assert.Equal(whole.Replace("Closing", "Last", StringComparison.Ordinal), WholeTextOf(Assert.Single(world.Sandbox.State.Issues)));
        world.Sandbox.Requests.Clear();
        await world.RunAsync(Ct);
        Assert.Empty(world.Sandbox.Requests.All);

        // What a person wrote in its place is no text of Fairlead's that was cut.
        world.Clock.Advance(TimeSpan.FromSeconds(10));
        world.Sandbox.State.Edit(issue.Key, """{"description": "In our words"}""");
        world.Findings.Change(1, f => f with { Description = "Another " + new string('y', 6_000) });
        await world.RunAsync(Ct);
        Assert.EndsWith(".csv", Assert.Single(Assert.Single(world.Sandbox.State.Issues).Attachments).FileName);
    }

    [Fact]
    public async Task A_long_value_of_a_rich_field_is_attached_too_and_goes_when_it_fits()
    {
        var field = new FieldMapping("environment", "Environment", FieldShape.RichText, new ValueSource.Expression("{{group.description}}\n\n{{group.description}}\n\n{{group.description}}\n\n{{group.description}}\n\n{{group.description}}", []));
        await using var world = await StartAsync(SandboxEdition.Cloud, c => c with { Template = new Template("x", "Short."), Fields = [field] });
        world.Sandbox.State.AddToScreen("SEC", "environment");
        world.Findings.Add(1);
        world.Findings.Change(1, f => f with { Description = string.Join("\n\n", Enumerable.Range(1, 60).Select(i => $"Line {i} {new string('z', 110)}")) });

        await world.RunAsync(Ct);
        var issue = Assert.Single(world.Sandbox.State.Issues);
        Assert.StartsWith("# Environment\n\nLine 1 zzz", WholeTextOf(issue));
        Assert.Equal(5, WholeTextOf(issue).Split("Line 60 ").Length - 1);

        world.Findings.Change(1, f => f with { Description = "Less." });
        await world.RunAsync(Ct);
        Assert.Empty(Assert.Single(world.Sandbox.State.Issues).Attachments);
    }

    [Fact]
    public async Task A_list_whose_answer_was_lost_is_looked_for_before_it_is_sent_again()
    {
        await using var world = await StartAsync(SandboxEdition.Cloud);
        AddGroup(world, Many);
        world.Sandbox.Faults.Add(new SandboxFault(new FaultBehaviour.Drop(), "POST", "/issue/*/attachments"));

        await world.RunAsync(Ct);
        for (var i = 0; i < 3; i++)
            await WaitAsync(world);

        Assert.Single(Assert.Single(world.Sandbox.State.Issues).Attachments);
        Assert.Single(world.Sandbox.Requests.All, r => r.Method == "POST" && r.Path.EndsWith("/attachments", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_list_that_never_reached_jira_is_sent_later()
    {
        await using var world = await StartAsync(SandboxEdition.DataCenter);
        AddGroup(world, Many);
        world.Sandbox.Faults.Add(new SandboxFault(new FaultBehaviour.Drop(FaultTime.BeforeCommit), "POST", "/issue/*/attachments"));

        await world.RunAsync(Ct);
        Assert.Empty(Assert.Single(world.Sandbox.State.Issues).Attachments);
        for (var i = 0; i < 3; i++)
            await WaitAsync(world);

        Assert.Single(Assert.Single(world.Sandbox.State.Issues).Attachments);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_list_that_jira_refuses_is_told_and_tried_again_only_when_the_findings_change(bool isForbidden)
    {
        await using var world = await StartAsync(SandboxEdition.Cloud, limit: isForbidden ? null : 100);
        if (isForbidden)
            world.Sandbox.State.RemovePermission("CREATE_ATTACHMENTS");
        AddGroup(world, Many);

        await world.RunAsync(Ct);
        await WaitAsync(world);
        await WaitAsync(world);

        Assert.Contains("its list of findings is not attached: Jira refused (4", Assert.Single(await world.TicketsAsync(Ct)).Reason);
        Assert.Contains(await world.ActivitiesAsync(Ct), a => a.Action == "tickets.not_attached");
        Assert.Single(world.Sandbox.Requests.All, r => r.Method == "POST" && r.Path.EndsWith("/attachments", StringComparison.Ordinal));
        if (!isForbidden)
            return;
        world.Sandbox.State.RestorePermission("CREATE_ATTACHMENTS");
        world.Findings.Close(1);
        await world.RunAsync(Ct);
        Assert.Single(Assert.Single(world.Sandbox.State.Issues).Attachments);
        Assert.Null(Assert.Single(await world.TicketsAsync(Ct)).Reason);
    }

    [Fact]
    public async Task An_issue_whose_attachments_are_not_shown_holds_up_no_other()
    {
        await using var world = await StartAsync(SandboxEdition.Cloud);
        AddGroup(world, Many);
        for (var i = Many + 1; i <= 2 * Many; i++)
            world.Findings.Add(i, "CVE-2", title: $"Weakness {i}");
        world.Sandbox.Faults.Add("GET", "issue/10000", new FaultBehaviour.Answer(403, """{"errorMessages":["Not for you."],"errors":{}}"""), times: null);

        await world.RunAsync(Ct);
        await WaitAsync(world);

        Assert.Equal([0, 1], world.Sandbox.State.Issues.OrderBy(i => i.Id).Select(i => i.Attachments.Count));
        Assert.Contains("does not show its attachments", Assert.Single(await world.TicketsAsync(Ct), t => t.IssueId == "10000").Reason);
    }

    [Fact]
    public async Task The_process_dies_after_the_list_was_sent_and_in_the_end_it_is_there_once()
    {
        var location = await databases.MigratedAsync(typeof(TicketSync).Assembly, Ct);
        await using var sandbox = await SandboxServer.StartAsync(new SandboxOptions { TimeProvider = new TestClock() }, Ct);
        await (await TicketWorld.AttachAsync(location, JiraAddress.Of(sandbox), sandbox, new TestClock(), Ct)).DisposeAsync();
        using (var child = CrashingSync.Start(nameof(CrashingSync.Attaches_a_list_until_it_is_killed), location, sandbox, "ticket.listed:1"))
            await CrashingSync.DiedAsync(child, Ct);

        await using var after = await TicketWorld.AttachAsync(location, JiraAddress.Of(sandbox), sandbox, new TestClock(), Ct);
        after.Clock.Advance(TimeSpan.FromDays(1));
        AddGroup(after, CrashingSync.Findings);
        await after.RunAsync(Ct);
        await WaitAsync(after);

        Assert.Single(Assert.Single(sandbox.State.Issues).Attachments);
        Assert.Single(sandbox.Requests.All, r => r.Method == "POST" && r.Path.EndsWith("/attachments", StringComparison.Ordinal));
    }

    private static async Task WaitAsync(TicketWorld world)
    {
        world.Clock.Advance(TimeSpan.FromMinutes(10));
        await world.WakeAsync(Ct);
    }

    private static string TextOf(SandboxAttachment attachment) => Encoding.UTF8.GetString(attachment.Content.Span);

    private static string WholeTextOf(SandboxIssue issue)
    {
        var file = Assert.Single(issue.Attachments, a => !a.FileName.EndsWith(".csv", StringComparison.Ordinal));
        Assert.Matches("^fairlead-text-[0-9a-f]{16}[.]md$", file.FileName);
        return TextOf(file);
    }

    private static string[] RowsOf(SandboxAttachment attachment) => TextOf(attachment).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);

    private Task<TicketWorld> StartAsync(SandboxEdition edition, Func<TicketConfiguration, TicketConfiguration>? configure = null, int? limit = null)
    {
        var options = new SandboxOptions { Edition = edition };
        return TicketWorld.StartAsync(databases, Ct, limit is { } bytes ? options with { AttachmentLimitBytes = bytes } : options, configure);
    }

    public class OnSqlite(SqliteTestDatabase db) : FindingsListContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : FindingsListContract(db), IClassFixture<PostgresTestDatabase>;
}
