using System.Globalization;
using System.Text;
using Fairlead.Cli.Commands;
using Fairlead.Cli.Demo;
using Fairlead.Cli.Findings;
using Fairlead.Cli.Terminal;
using Fairlead.Cli.Tickets;
using Fairlead.Client.Findings;
using Fairlead.Client.Tickets;
using Fairlead.Kernel;

namespace Fairlead.Cli.Tests;

/// <summary>What people are told, word by word.</summary>
public sealed class TextTests
{
    [Theory]
    [InlineData("Commands ./fairlead ticket list --data /home/ann/share", "Commands|./fairlead ticket list --data /home/ann/share")]
    [InlineData("Put right: fairlead connection resume team, then look.", "Put right:|fairlead connection resume team,|then look.")]
    [InlineData("at http://127.0.0.1:50000/setup?code=abcdef there", "at|http://127.0.0.1:50000/setup?code=abcdef|there")]
    [InlineData("Fairlead keeps both sides true", "Fairlead keeps both|sides true")]
    public void A_command_and_an_address_stay_on_one_line(string text, string lines) =>
        Assert.Equal(lines.Split('|'), TextWidth.Wrap(text, 20));

    [Theory]
    [InlineData("2027-01-31T06:39:00Z", "2027-01-31 06:39Z")]
    [InlineData("2027-01-31T06:39:00.001Z", "2027-01-31 06:40Z")]
    [InlineData("2027-01-31T23:59:59Z", "2027-02-01 00:00Z")]
    public void Whoever_repeats_at_the_time_that_is_told_is_not_too_early(string at, string told) =>
        Assert.Equal(told, Answers.From(DateTimeOffset.Parse(at, CultureInfo.InvariantCulture)));

    [Theory]
    [InlineData(0, "0 Jira calls")]
    [InlineData(1, "1 Jira call")]
    [InlineData(2, "2 Jira calls")]
    public void One_call_is_told_as_one(int calls, string told) => Assert.Equal(told, PlanText.Calls(calls));

    [Fact]
    public void Of_several_with_one_name_the_ids_are_told()
    {
        string[] ids = ["1", "2", "3", "4", "5", "6"];
        var refused = Assert.Throws<CommandFailedException>(() => Named.One("SEC-9", "ticket", ids, _ => "sec-9", id => id, "fairlead ticket list"));
        Assert.Contains("6 of the tickets", refused.Message);
        Assert.Contains("Use an id: 1, 2, 3, 4, 5, …", refused.Message);
        Assert.Equal("4", Named.One("4", "ticket", ids, _ => "sec-9", id => id, "fairlead ticket list"));
    }

    [Fact]
    public void Steps_that_did_not_succeed_are_told_by_reason_and_only_the_first_of_each()
    {
        var refused = Enumerable.Range(1, 1_400).Select(n => Step(n, "refused", "Jira wants a component."));
        var told = Told(s => UnsettledText.Write(s, [Step(0, "deferred", "Jira asks for a pause."), .. refused]));
        var lines = told.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("1,400 refused: Jira wants a component.", lines[0]);
        Assert.Equal(["DO", "Finding 1", "Finding 20"], new[] { lines[1][..2], lines[2][^9..], lines[21][^10..] });
        Assert.Equal("… and 1,380 more (fairlead ticket list --state rejected --limit 0)", lines[22]);
        Assert.Equal("1 deferred: Jira asks for a pause.", lines[23]);
        Assert.Equal(26, lines.Length);
    }

    [Fact]
    public void A_reason_of_its_own_for_each_step_does_not_fill_the_screen()
    {
        var told = Told(s => UnsettledText.Write(s, [.. Enumerable.Range(1, 1_400).Select(n => Step(n, "refused", $"Reason {n}"))]));
        Assert.EndsWith("… and 1,380 more for 1,380 other reasons (fairlead ticket list --limit 0)\n", told);
        Assert.Equal((20 * 3) + 1, told.Count(c => c == '\n'));
    }

    [Theory]
    [InlineData(0, 3, 0, "3 closes are held, because the report holds no findings. If they are right: fairlead imports confirm-closes ")]
    [InlineData(0, 1, 0, "1 close is held, because the report holds no findings. If it is right: fairlead imports confirm-closes ")]
    [InlineData(5, 30, 0, "30 closes are held, because they are unusually many. If they are right: ")]
    [InlineData(5, 0, 1, "  1 entry could not be read\n")]
    [InlineData(5, 0, 2, "  2 entries could not be read\n")]
    public void An_import_says_why_closes_are_held_and_counts_in_English(long read, long held, long unreadable, string said)
    {
        var import = new ImportResponse(
            default, ImportProgressState.Finished, "generic-csv", "", 1, DateTimeOffset.UnixEpoch, new(read, 0, 0, 0, 0, 0, 0, 0, held, unreadable), [], []);
        Assert.Contains(said, Told(s => ImportText.Write(s, "a.csv", new UploadResponse(ImportVerdict.Accepted, import))));
    }

    [Fact]
    public void A_demo_says_what_was_refused_and_why_once_for_each_reason()
    {
        var step = new DemoStep("a.sarif", 5, 5, 0, 0, 4, 1, 0, 0, 0, 3, 2);
        List<OperationResponse> done =
        [
            Step(1, "applied", ""), Step(2, "refused", "Jira wants a component."), Step(3, "refused", "Jira wants a component."),
            Step(4, "uncertain", "The answer was lost."),
        ];
        var told = Told(s => DemoText.Write(s, "A scan", step, new(4, 0, 0, 0), done));
        Assert.Contains("  Refused: to create 2 issues (Finding 2 and 1 more): Jira wants a component.\n", told);
        Assert.Contains("  Uncertain: to create 1 issue (Finding 4): The answer was lost.\n", told);
        Assert.Single(told.Split("component").Skip(1));
        Assert.False(new DemoReport([], 1, 0, 2, 0, "cloud", [step]).IsAsPromised);
        Assert.True(new DemoReport([], 1, 0, 2, 0, "cloud", [step with { NotApplied = 0 }]).IsAsPromised);
    }

    [Fact]
    public void A_plan_tells_what_is_unusual_about_texts_once()
    {
        var preview = new PreviewResponse(
            default, 2, 2, 0, 0, new(2, 0, 0, 0), new(0, 0, 0, 0, null, []), [Step(1, "", "") with { Remark = "The summary is empty." }, Step(2, "", "") with { Remark = "The summary is empty." }], [], [], []);
        Assert.Contains("group and 1 more: The summary is empty.\n", Told(s => PlanText.Write(s, DateTimeOffset.UnixEpoch, [new("shop", preview)], withText: false)));
    }

    [Fact]
    public void A_plan_lists_what_is_held_and_how_many_more()
    {
        var told = new AttentionResponse("heldCreates", 300, "they are many", "fairlead apply shop --confirm-creates", null, true);
        var preview = new PreviewResponse(default, 300, 300, 0, 0, new(0, 0, 0, 0), new(0, 0, 0, 0, null, []), [], [], [Step(1, "", "")], [told]);
        var text = Told(s => PlanText.Write(s, DateTimeOffset.UnixEpoch, [new("shop", preview)], withText: false));
        Assert.Contains("300 new issues are held: they are many", text);
        Assert.Contains("Held new issues:", text);
        Assert.Contains("Finding 1", text);
        Assert.Contains("… and 299 more.", text);
    }

    [Theory]
    [InlineData(0, "      At once.\n")]
    [InlineData(1, "      Looked at again from 1970-01-01 00:01Z. At once.\n")]
    public void What_is_due_already_is_told_without_a_time(int minutes, string told)
    {
        var (now, at) = (DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddMinutes(minutes));
        Assert.EndsWith(told, Told(s => AttentionText.Write(s, now, [new AttentionResponse("waiting", 1, "not sent yet", "At once.", at, false)])));
    }

    private static OperationResponse Step(int number, string outcome, string why) =>
        new(number, "create", "group", null, "new", 1, Severity.High, "High", $"Finding {number}", null, outcome, why);

    private static string Told(Action<Screen> write)
    {
        using var output = new MemoryStream();
        var screen = Screen.For(output, Stream.Null);
        write(screen);
        screen.Out.Flush();
        return Encoding.UTF8.GetString(output.ToArray());
    }
}
