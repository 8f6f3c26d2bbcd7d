using System.Text;
using Fairlead.Jira.Issues;
using Fairlead.Platform.SecretScanning;
using Fairlead.Platform.SecretScanning.Crawling;
using Fairlead.Platform.SecretScanning.Reading;
using Fairlead.Platform.SecretScanning.Storage;
using Fairlead.Sandbox;
using Fairlead.Secrets;
using Fairlead.Secrets.Rules;
using Microsoft.Extensions.DependencyInjection;

namespace Fairlead.Platform.Tests.SecretScanning;

/// <summary>A rule of Fairlead that takes too long in a text says nothing of what stands there.</summary>
public abstract class StalledRuleContract(TestDatabase databases)
{
    private const string Rules = """
        vendor: Acme
        revoke: ask
        source: ours
        rules:
          - id: acme-slow
            title: Acme
            severity: high
            keywords: [acme]
            window: 65536
            pattern: 'acme(?<secret>[a-z]{8,300}[0-9])'
            examples: ['acme{lower:12}1']
            counterexamples: ['acme 1']
          - id: other-token
            title: Other
            severity: high
            token: 'tokx_[0-9a-f]{32}'
            examples: ['tokx_{hex:32}']
            counterexamples: ['tokx_{hex:31}']
        """;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_it_found_there_before_stands_and_that_it_did_not_end_is_told_until_it_does()
    {
        await using var world = await ScanWorld.StartAsync(databases, SandboxEdition.Cloud, Ct);
        await using var node = world.AnotherNode();
        await node.GetRequiredService<ScannerInUse>().CurrentAsync(Ct);
        var set = new SecretRuleSet(RuleFileReader.Read("acme", new StringReader(Rules)));
        var (quick, slow) = (new RulesInUse(0, [], set, set, new SecretScanner(set)), new RulesInUse(0, [], set, set, new SecretScanner(set, TimeSpan.FromTicks(1))));
        var slowText = SlowText();

        var first = await LookAsync(quick, "acmeabcdefghijk1 and tokx_0123456789abcdef0123456789abcde7");
        Assert.Empty(first.Skipped);
        Assert.Equal(["acme-slow", "other-token"], await FoundAsync());

        var stalled = await LookAsync(slow, slowText);
        Assert.Equal([new SkippedPlace("description", "Description, rule acme-slow", SkipCause.RuleStalled)], stalled.Skipped);
        Assert.Equal([("", false)], stalled.Unsettled);
        Assert.Equal(["acme-slow"], await FoundAsync());
        var told = Assert.Single((await world.Scans.SkippedAsync(world.Connection.Id, null, 0, 10, Ct)).Skipped);
        Assert.Equal(("SEC-7", SkipCause.RuleStalled), (told.IssueKey, told.Cause));

        Assert.Empty((await LookAsync(quick, slowText)).Skipped);
        Assert.Empty(await FoundAsync());
        Assert.Empty((await world.Scans.SkippedAsync(world.Connection.Id, null, 0, 10, Ct)).Skipped);

        async Task<ScannedIssue> LookAsync(RulesInUse rules, string description)
        {
            var tally = new IssueTally(node.GetRequiredService<IssueScanner>(), rules, new SecretMatches());
            tally.Look([new IssueText(IssueTextKind.Description, "description", "Description", IsHistorical: false, Encoding.UTF8.GetBytes(description))]);
            var scanned = tally.Of(new IssueRef("7", "SEC-7"));
            await using var work = await world.Database.BeginAsync(Ct);
            await SecretFindingStore.ReplaceAsync(work, world.Connection.Id, "1", "", [], [scanned], world.Clock, Ct);
            await work.CommitAsync(Ct);
            return scanned;
        }

        async Task<IEnumerable<string>> FoundAsync() => (await world.AllAsync(Ct)).Select(finding => finding.Rule).Order(StringComparer.Ordinal);
    }

    /// <summary>Without a match, and so that the regular expression must keep in mind very many at once that may become one.</summary>
    private static string SlowText()
    {
        var (text, random) = (new StringBuilder(), new Random(7));
        while (text.Length < 60_000)
            text.Append("acme").Append('x', random.Next(1, 9));
        return text.ToString();
    }

    [Fact]
    public void In_a_file_too_only_what_that_rule_found_stands()
    {
        var file = new ScannedAttachment("5", IsSettled: false, 1, 1, [], [new("5", "a.txt, rule acme-slow", SkipCause.RuleStalled)]) { Stalled = ["acme-slow"] };
        var issue = new ScannedIssue(7, "SEC-7", 1, 1, [], []) { Attachments = [file] };

        Assert.False(file.IsUnread);
        var part = Assert.Single(issue.UnreadParts);
        Assert.True(part.Holds(IssueTextKind.Attachment, "5", false, "acme-slow"));
        Assert.False(part.Holds(IssueTextKind.Attachment, "5", false, "other-token"));
        Assert.False(part.Holds(IssueTextKind.Attachment, "6", false, "acme-slow"));
        Assert.Equal([("5", false)], issue.Unsettled);
    }

    public sealed class OnSqlite(SqliteTestDatabase db) : StalledRuleContract(db), IClassFixture<SqliteTestDatabase>;

    public sealed class OnPostgres(PostgresTestDatabase db) : StalledRuleContract(db), IClassFixture<PostgresTestDatabase>;
}
