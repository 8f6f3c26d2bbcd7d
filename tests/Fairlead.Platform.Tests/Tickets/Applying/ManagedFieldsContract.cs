using Fairlead.Kernel;
using Fairlead.Platform.Tickets;
using Fairlead.Platform.Tickets.Protocol;

namespace Fairlead.Platform.Tests.Tickets.Applying;

/// <summary>Labels and other fields of a configuration reach issues that are there already; what people set stays.</summary>
public abstract class ManagedFieldsContract(TestDatabase databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Changed_labels_are_sent_again_and_peoples_labels_stay()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct, configure: c => c with { Labels = ["security", "old", "kept"] });
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        var key = Assert.Single(world.Sandbox.State.Issues).Key;
        var marker = Assert.Single(await world.TicketsAsync(Ct)).Marker;
        // A person adds one of theirs and takes one of ours away.
        world.Sandbox.State.Edit(key, $"{{\"labels\":[\"{Marker.CommonLabel}\",\"{marker}\",\"old\",\"kept\",\"theirs\"]}}");

        await world.ConfigureAsync(c => c with { Labels = ["security", "new", "kept"] }, Ct);
        Assert.Equal(1, (await world.RunAsync(Ct)).Planned.Update);

        Assert.Equal(
            new[] { Marker.CommonLabel, marker, "kept", "new", "theirs" }.Order(StringComparer.Ordinal),
            world.Sandbox.State.Find(key)!.Labels.Order(StringComparer.Ordinal));
        Assert.Equal(0, (await world.RunAsync(Ct)).Planned.All);
        await world.ConfigureAsync(c => c with { Labels = [] }, Ct);
        await world.RunAsync(Ct);
        Assert.Equal(3, world.Sandbox.State.Find(key)!.Labels.Count);
    }

    [Fact]
    public async Task A_changed_field_is_sent_again_and_what_a_person_wrote_stays_until_then()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct, configure: c => c with { Fields = [Environment("found in {{group.asset}}")] });
        world.Sandbox.State.AddToScreen("SEC", "environment");
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        var key = Assert.Single(world.Sandbox.State.Issues).Key;
        Assert.Contains("found in api", world.Sandbox.State.Find(key)!.Fields["environment"]);

        await world.ConfigureAsync(c => c with { Fields = [Environment("the {{group.asset}} cluster")] }, Ct);
        Assert.Equal(1, (await world.RunAsync(Ct)).Planned.Update);
        Assert.Contains("the api cluster", world.Sandbox.State.Find(key)!.Fields["environment"]);
        Assert.Equal(0, (await world.RunAsync(Ct)).Planned.All);

        world.Findings.Change(1, f => f with { Title = "A better title" });
        world.Sandbox.Requests.Clear();
        Assert.Equal(1, (await world.RunAsync(Ct)).Planned.Update);
        Assert.DoesNotContain("environment", world.Sandbox.Requests.All.Single(r => r.Method == "PUT").Body);
    }

    /// <summary>U-54.</summary>
    [Fact]
    [Trait("Complaint", "U-54")]
    public async Task U54_A_due_date_moves_later_only_with_a_word_why()
    {
        var sla = new ValueSource.Deadline([new(Severity.Critical, 7), new(Severity.High, 30)]);
        await using var world = await TicketWorld.StartAsync(databases, Ct, configure: c => c with { Fields = [new("duedate", "Due date", FieldShape.Date, sla)] });
        world.Findings.Add(1, severity: Severity.Critical);
        world.Findings.Add(2);
        await world.RunAsync(Ct);
        var key = Assert.Single(world.Sandbox.State.Issues).Key;
        var (first, days) = (DueOf(), TimeSpan.FromDays(23));

        world.Findings.Close(1);
        await world.RunAsync(Ct);
        await world.RunAsync(Ct);

        Assert.Equal(first + days, DueOf());
        Assert.Contains($"Due date is {DueOf():yyyy-MM-dd} instead of {first:yyyy-MM-dd}", Assert.Single(Words()));
        world.Findings.Reopen(1);
        await world.RunAsync(Ct);
        Assert.Equal(first, DueOf());
        Assert.Single(Words());

        IEnumerable<string> Words() => world.Sandbox.State.Find(key)!.Comments.Select(c => c.Text).Where(t => t.Contains("Due date", StringComparison.Ordinal));

        DateTime DueOf() => DateTime.Parse(world.Sandbox.State.Find(key)!.Fields["duedate"]!.Trim('"'), System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>An issue names the worst 200 alone; also where a plan is stored and applied later.</summary>
    [Fact]
    [Trait("Complaint", "U-54")]
    public async Task A_due_date_is_the_earliest_of_all_findings_of_a_very_large_group()
    {
        var sla = new ValueSource.Deadline([new(Severity.Critical, 7), new(Severity.High, 30)]);
        await using var world = await TicketWorld.StartAsync(
            databases, Ct, configure: c => c with { GroupBy = [GroupingKey.Asset], Fields = [new("duedate", "Due date", FieldShape.Date, sla)] });
        var today = world.Clock.GetUtcNow();
        for (var i = 1; i <= TicketGroup.MaxListed; i++)
            world.Findings.Add(i, $"CVE-{i}", Severity.Critical);
        foreach (var number in world.Findings.Numbers)
            world.Findings.Change(number, f => f with { FirstSeenAt = today });
        const int Old = TicketGroup.MaxListed + 1;
        world.Findings.Add(Old, "CVE-old");
        world.Findings.Change(Old, f => f with { FirstSeenAt = today.AddDays(-60) });

        await ApplyLaterAsync();
        Assert.Equal(today.UtcDateTime.AddDays(-30), DueOf());

        world.Findings.Close(Old);
        await ApplyLaterAsync();
        Assert.Equal(today.UtcDateTime.AddDays(7), DueOf());

        world.Findings.Reopen(Old);
        world.Findings.Change(Old, f => f with { AcceptedFor = TimeSpan.FromDays(10) });
        await ApplyLaterAsync();
        Assert.Equal(today.UtcDateTime.AddDays(-20), DueOf());
        Assert.Empty((await world.RunAsync(Ct)).Outcomes);

        async Task ApplyLaterAsync()
        {
            var run = (await world.Sync.PlanAsync(world.Configuration.Id, null, Ct))!;
            await world.RestartAsync(Ct);
            await world.Sync.ApplyAsync(run.Id, null, Ct);
        }

        DateTime DueOf() => DateTime.Parse(Assert.Single(world.Sandbox.State.Issues).Fields["duedate"]!.Trim('"'), System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>First when the issue is made, then when it is written again.</summary>
    [Fact]
    public async Task A_due_date_of_a_very_large_group_goes_by_when_reports_first_had_its_findings()
    {
        var sla = new ValueSource.Deadline([new(Severity.Critical, 7), new(Severity.High, 30)]);
        await using var world = await TicketWorld.StartAsync(
            databases, Ct, configure: c => c with { GroupBy = [GroupingKey.Asset], Fields = [new("duedate", "Due date", FieldShape.Date, sla)] }, hasRealFindings: true);
        var due = $"\"{world.Clock.GetUtcNow().AddDays(30):yyyy-MM-dd}\"";
        await world.ImportAsync("api", ReportOf(0, "New"), Ct);
        world.Clock.Advance(TimeSpan.FromDays(60));

        foreach (var title in (string[])["New", "Known"])
        {
            await world.ImportAsync("api", ReportOf(TicketGroup.MaxListed, title), Ct);
            await world.RunAsync(Ct);
            var issue = Assert.Single(world.Sandbox.State.Issues);
            Assert.Equal(due, issue.Fields["duedate"]);
            Assert.Contains(title, issue.Description);
        }

        static string ReportOf(int criticals, string title) =>
            $"title,severity,ruleId\nOld,high,CVE-old\n{string.Concat(Enumerable.Range(1, criticals).Select(i => $"{title} {i},critical,CVE-{i}\n"))}";
    }

    [Fact]
    [Trait("Complaint", "U-32")]
    public async Task A_field_that_jira_refuses_is_told_and_the_rest_is_sent_without_it()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct, configure: c => c with { Fields = [Environment("one")] });
        world.Sandbox.State.AddToScreen("SEC", "environment");
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        world.Sandbox.State.RemoveFromScreen("SEC", "environment");
        world.Findings.Change(1, f => f with { Title = "A better title" });
        await world.ConfigureAsync(c => c with { Fields = [Environment("two")] }, Ct);

        var run = await world.RunAsync(Ct);

        Assert.Equal(1, run.Outcomes["refused"]);
        Assert.Contains("A better title", Assert.Single(world.Sandbox.State.Issues).Summary);
        await AssertToldAsync(world, "environment");
    }

    /// <summary>Labels and priority as any other field: what Jira did not take is not recorded as sent, and comes with the next change.</summary>
    [Theory]
    [InlineData("labels", true)]
    [InlineData("labels", false)]
    [InlineData("priority", true)]
    [InlineData("priority", false)]
    [Trait("Complaint", "U-04")]
    public async Task Refused_labels_and_priorities_are_told_and_sent_with_the_next_change(string field, bool isAlone)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct, configure: c => c with { Labels = ["old"] });
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        world.Sandbox.State.RemoveFromScreen("SEC", field);
        if (!isAlone)
            world.Findings.Change(1, f => f with { Title = "A better title" });
        await world.ConfigureAsync(
            c => field == "labels" ? c with { Labels = ["new"] } : c with { Priorities = new Dictionary<Severity, JiraName> { [Severity.High] = new("1", "Highest") } }, Ct);

        Assert.Equal(1, (await world.RunAsync(Ct)).Outcomes["refused"]);

        Assert.Equal(isAlone ? 1 : 2, world.Sandbox.Requests.CountOf("PUT", "issue/*"));
        Assert.Equal(!isAlone, Assert.Single(world.Sandbox.State.Issues).Summary.Contains("A better title"));
        await AssertToldAsync(world, field);

        world.Sandbox.State.AddToScreen("SEC", field);
        world.Findings.Change(1, f => f with { Title = "The best title" });
        var run = await world.RunAsync(Ct);
        Assert.Equal((1, 0), (run.Outcomes["applied"], run.Attention.Count));
        var issue = Assert.Single(world.Sandbox.State.Issues);
        if (field == "labels")
            Assert.Equal(["fairlead", Assert.Single(await world.TicketsAsync(Ct)).Marker, "new"], issue.Labels.Order(StringComparer.Ordinal));
        else
            Assert.Contains("Highest", issue.Fields["priority"]);
    }

    /// <summary>Where labels are not on the screen nothing of a change of them is to be sent, and an edit of nothing is refused.</summary>
    [Fact]
    public async Task A_change_of_labels_that_no_screen_takes_is_no_update()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct, configure: c => c with { Labels = ["old"] });
        world.Sandbox.State.RemoveFromScreen("SEC", "labels");
        world.Findings.Add(1);
        await world.RunAsync(Ct);

        await world.ConfigureAsync(c => c with { Labels = ["new"] }, Ct);
        var run = await world.RunAsync(Ct);

        Assert.Equal((0, 0, 0), (run.Planned.All, run.Attention.Count, world.Sandbox.Requests.Count));
    }

    /// <summary>Neither labels nor description: the text has no place, and an edit of nothing is refused.</summary>
    [Fact]
    public async Task A_change_of_a_text_that_no_screen_takes_sends_nothing()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Sandbox.State.RemoveFromScreen("SEC", "labels");
        world.Sandbox.State.RemoveFromScreen("SEC", "description");
        world.Findings.AddMany(2);
        await world.RunAsync(Ct);
        Assert.Equal(2, world.Sandbox.State.IssueCount);
        world.Sandbox.Requests.Clear();
        world.Findings.Change(1, f => f with { Description = "Another text." });

        var run = await world.RunAsync(Ct);

        Assert.Equal(0, world.Sandbox.Requests.CountOf("PUT", "issue/*"));
        Assert.Empty(run.Attention);
        Assert.Equal(0, (await world.RunAsync(Ct)).Planned.All);
    }

    private static async Task AssertToldAsync(TicketWorld world, string field)
    {
        Assert.Contains($"sent without {field}", Assert.Single(await world.TicketsAsync(Ct)).Reason);
        var again = await world.RunAsync(Ct);
        Assert.Equal(0, again.Planned.All);
        var told = Assert.Single(again.Attention);
        Assert.Equal((AttentionKind.Stuck, 1), (told.Kind, told.Tickets));
        Assert.Contains($"sent without {field}", told.Reason);
    }

    private static FieldMapping Environment(string text) =>
        new("environment", "Environment", FieldShape.RichText, new ValueSource.Expression(text, []));

    public class OnSqlite(SqliteTestDatabase db) : ManagedFieldsContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : ManagedFieldsContract(db), IClassFixture<PostgresTestDatabase>;
}
