using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Fairlead.Client;
using Fairlead.Client.Alerts;
using Fairlead.Kernel;

namespace Fairlead.Web.Tests.Alerts;

/// <summary>Alerts over HTTP: taking in, folding, listing.</summary>
public abstract class AlertsApiContract(HostFixture fixture)
{
    private static int _made;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private AlertsClient Alerts => fixture.Server.Client.Alerts;

    [Fact]
    public async Task Repeats_are_one_alert_with_a_count()
    {
        var rule = Rule();
        var first = await SendAsync([Line(rule, "2025-03-01T10:00:00Z"), Line(rule, "2025-03-01T12:00:00Z", severity: "low"), Line(rule, "2025-03-01T11:00:00Z")]);
        var second = await SendAsync([Line(rule, "2025-03-02T10:00:00Z", severity: "medium")]);

        Assert.Equal((3, 1, 2), (first.Received, first.Created, first.Repeated));
        Assert.Equal((1, 0, 1), (second.Received, second.Created, second.Repeated));
        var alert = Assert.Single((await Alerts.ListAsync(new AlertConditions(Rule: rule), null, 100, Ct)).Items);
        Assert.Equal(4, alert.Seen);
        Assert.Equal(Severity.High, alert.Severity);
        Assert.Equal(new DateTimeOffset(2025, 3, 1, 10, 0, 0, TimeSpan.Zero), alert.FirstSeenAt);
        Assert.Equal(new DateTimeOffset(2025, 3, 2, 10, 0, 0, TimeSpan.Zero), alert.LastSeenAt);
        Assert.Equal("medium", alert.Sample["severity"]);
        Assert.Equal(alert.Rule, (await Alerts.GetAsync(alert.Id, Ct)).Rule);
    }

    [Fact]
    public async Task What_is_refused_is_told_with_its_place_and_the_rest_is_kept()
    {
        var rule = Rule();
        var answer = await SendAsync([Line(rule), "{\"rule\":", """{"Type":"HostLog"}""", """{"rule":{}}""", $$"""{"rule":"{{rule}}","severity":"dire"}"""]);

        Assert.Equal((5, 2, 0, 1, 2), (answer.Received, answer.Created, answer.Repeated, answer.Ignored, answer.Refused));
        Assert.Equal([(1L, 2L), (3L, 4L)], answer.Refusals.Select(r => (r.Index, r.Line)));
        Assert.Equal((4L, 5L), Assert.Single(answer.Remarks.Select(r => (r.Index, r.Line))));
    }

    [Fact]
    public async Task A_request_of_which_nothing_can_be_taken_is_refused()
    {
        var problem = await Assert.ThrowsAsync<FairleadProblemException>(() => SendAsync(["{}", "[1]"]));
        Assert.Equal(422, problem.Problem.Status);
        Assert.Equal([1, 2], problem.Problem.Errors!.Select(e => e.Line));
        Assert.Equal(2, problem.Problem.Context!.Value.GetProperty("received").GetInt32());
    }

    [Fact]
    public async Task The_same_key_and_bytes_count_once()
    {
        var rule = Rule();
        var (body, key) = (Encoding.UTF8.GetBytes(Line(rule)), $"key-{rule}");
        var first = await Alerts.SendAsync(body, key, Ct);
        var again = await Alerts.SendAsync(body, key, Ct);

        Assert.False(first.Replayed);
        Assert.True(again.Replayed);
        Assert.Equal(first.Created, again.Created);
        Assert.Equal(1, Assert.Single((await Alerts.ListAsync(new AlertConditions(Rule: rule), null, 100, Ct)).Items).Seen);
        var problem = await Assert.ThrowsAsync<FairleadProblemException>(() => Alerts.SendAsync(Encoding.UTF8.GetBytes(Line(rule) + " "), key, Ct));
        Assert.Equal("Idempotency key reused", problem.Problem.Title);
    }

    [Fact]
    public async Task A_key_that_is_sent_twice_at_once_counts_once()
    {
        var rule = Rule();
        var (body, key) = (Encoding.UTF8.GetBytes(Line(rule)), $"key-{rule}");
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            try
            {
                await Alerts.SendAsync(body, key, Ct);
            }
            catch (FairleadProblemException e) when (e.Problem.Status == 409)
            {
                // The other one was faster.
            }
        }));

        Assert.Equal(1, Assert.Single((await Alerts.ListAsync(new AlertConditions(Rule: rule), null, 100, Ct)).Items).Seen);
    }

    [Fact]
    public async Task Many_at_once_lose_no_repeat()
    {
        string[] rules = [Rule(), Rule(), Rule()];
        await Task.WhenAll(Enumerable.Range(0, 12).Select(i =>
            SendAsync([.. (i % 2 == 0 ? rules : rules.Reverse()).Select(r => Line(r))])));

        foreach (var rule in rules)
            Assert.Equal(12, Assert.Single((await Alerts.ListAsync(new AlertConditions(Rule: rule), null, 100, Ct)).Items).Seen);
    }

    [Fact]
    public async Task A_date_that_cannot_be_is_the_time_of_receipt()
    {
        var rule = Rule();
        var before = TimeProvider.System.GetUtcNow().AddSeconds(-5);
        await SendAsync([Line(rule, "2999-01-01T00:00:00Z"), Line(rule, "0001-01-01T00:00:00Z"), Line(rule, "next week")]);

        var alert = Assert.Single((await Alerts.ListAsync(new AlertConditions(Rule: rule), null, 100, Ct)).Items);
        Assert.InRange(alert.FirstSeenAt, before, TimeProvider.System.GetUtcNow().AddSeconds(5));
        Assert.InRange(alert.LastSeenAt, before, TimeProvider.System.GetUtcNow().AddSeconds(5));
    }

    [Fact]
    public async Task Alerts_are_found_by_their_conditions_page_by_page()
    {
        var space = Rule();
        await SendAsync([.. Enumerable.Range(0, 7).Select(i => $$"""{"rule":"r-{{i}}","namespace":"{{space}}","severity":"{{(i < 3 ? "high" : "low")}}","message":"It cost 100% of _it_ {{i}}"}""")]);

        var (all, cursor) = (new List<AlertResponse>(), (string?)null);
        do
        {
            var page = await Alerts.ListAsync(new AlertConditions(Namespace: space), cursor, 3, Ct);
            all.AddRange(page.Items);
            cursor = page.Next;
        }
        while (cursor is not null);
        Assert.Equal(7, all.DistinctBy(a => a.Id).Count());
        Assert.Equal(3, (await Alerts.ListAsync(new AlertConditions(Severity.High, Namespace: space), null, 100, Ct)).Items.Count);
        Assert.Single((await Alerts.ListAsync(new AlertConditions(Namespace: space, Text: "100% OF _IT_ 4"), null, 100, Ct)).Items);
        Assert.Empty((await Alerts.ListAsync(new AlertConditions(Namespace: space, Source: "falco"), null, 100, Ct)).Items);
    }

    [Fact]
    public async Task Texts_that_a_database_cannot_keep_are_kept_clean()
    {
        var rule = Rule();
        await SendAsync([$$$"""{"rule":"{{{rule}}}","message":"a\u0000b","fields":{"n\u0000":"\u0007x"}}"""]);

        var alert = Assert.Single((await Alerts.ListAsync(new AlertConditions(Rule: rule), null, 100, Ct)).Items);
        Assert.Equal("a\uFFFDb", alert.Message);
    }

    /// <summary>The flood of one night: 50,000 repeats are one row; what is kept of them does not grow with their number.</summary>
    [Fact]
    public async Task Fifty_thousand_repeats_are_one_alert()
    {
        var rule = Rule();
        var line = Encoding.UTF8.GetBytes(Line(rule) + "\n");
        var body = new byte[line.Length * 50_000];
        for (var i = 0; i < 50_000; i++)
            line.CopyTo(body.AsSpan(i * line.Length));

        var answer = await Alerts.SendAsync(body, null, Ct);

        Assert.Equal((50_000, 1, 49_999, 0), (answer.Received, answer.Created, answer.Repeated, answer.Refused));
        Assert.Equal(50_000, Assert.Single((await Alerts.ListAsync(new AlertConditions(Rule: rule), null, 100, Ct)).Items).Seen);
    }

    [Fact]
    public async Task Too_many_different_alerts_in_one_document_are_refused_as_a_whole_and_a_stream_of_them_is_taken()
    {
        var rule = Rule();
        var lines = string.Join('\n', Enumerable.Range(0, 5_001).Select(i => Line($"{rule}-{i}")));
        var problem = await Assert.ThrowsAsync<FairleadProblemException>(() => Alerts.SendAsync(Encoding.UTF8.GetBytes(lines), $"key-{rule}", Ct));
        Assert.Equal(413, problem.Problem.Status);
        Assert.Empty((await Alerts.ListAsync(new AlertConditions(Text: rule), null, 100, Ct)).Items);

        Assert.Equal(5_001, (await Alerts.SendAsync(Encoding.UTF8.GetBytes(lines), null, Ct)).Created);
    }

    [Theory]
    [InlineData("text/plain", 415)]
    [InlineData("application/json; charset=utf-16", 415)]
    [InlineData("application/json", 400)]
    public async Task A_body_that_is_no_JSON_is_refused(string type, int status)
    {
        using var content = new ByteArrayContent("[nonsense"u8.ToArray());
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        using var answer = await fixture.Server.Http.PostAsync(new Uri("api/v1/alerts", UriKind.Relative), content, Ct);
        Assert.Equal((HttpStatusCode)status, answer.StatusCode);
    }

    private static string Rule() => $"rule-{Interlocked.Increment(ref _made)}-{Guid.CreateVersion7():N}";

    private static string Line(string rule, string time = "2025-03-01T10:00:00Z", string severity = "high") =>
        JsonSerializer.Serialize(new { rule, severity, time, @namespace = "payments", workload = "shop", process = "/bin/sh" });

    private Task<AlertIntakeResponse> SendAsync(IEnumerable<string> lines) => Alerts.SendAsync(Encoding.UTF8.GetBytes(string.Join('\n', lines)), null, Ct);

    public class OnSqlite(SqliteHost host) : AlertsApiContract(host), IClassFixture<SqliteHost>;

    public class OnPostgres(PostgresHost host) : AlertsApiContract(host), IClassFixture<PostgresHost>;
}
