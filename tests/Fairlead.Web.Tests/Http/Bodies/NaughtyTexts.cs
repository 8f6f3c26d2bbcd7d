using System.Net.Http.Json;
using System.Text.Json;
using Fairlead.Client.Findings;
using Fairlead.Kernel.Identity;
using Fairlead.Kernel.Text;

namespace Fairlead.Web.Tests.Http.Bodies;

/// <summary>JSON-19: the big list of naughty strings in every text that people or scanners write, read back as it was sent.</summary>
public abstract class NaughtyTexts(HostFixture fixture)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private RunningHost Server => fixture.Server;

    [Fact]
    public async Task A_name_of_a_token_comes_back_as_it_went()
    {
        var taken = await SendEachAsync(HttpMethod.Post, "api/v1/tokens", text => new { name = text }, 201);
        var named = (await Server.Client.Access.TokensAsync(Ct)).Select(t => t.Name).ToHashSet(StringComparer.Ordinal);

        Assert.Empty(taken.Where(t => !named.Contains(t)));
    }

    [Fact]
    public async Task A_name_of_a_connection_comes_back_as_it_went()
    {
        var taken = await SendEachAsync(
            HttpMethod.Post,
            "api/v1/connections",
            text => new { name = text, baseUrl = "https://jira.example", credential = new { kind = "personalAccessToken", secret = "x" } },
            201,
            orElse: "409 Conflict"); // two of the list are one name
        var named = (await Server.Client.Connections.ListAsync(Ct)).Select(c => c.Name).ToHashSet(StringComparer.Ordinal);

        Assert.Empty(taken.Where(t => !named.Contains(t)));
    }

    [Fact]
    public async Task A_reason_comes_back_as_it_went()
    {
        var id = (await ImportAsync("one", "a title")).Single().Id;
        var taken = 0;
        foreach (var texts in Corpora.NaughtyTexts().Chunk(16))
            taken += await GiveReasonAsync(id, texts);

        Assert.True(taken > 300, $"only {taken} were accepted");
    }

    [Fact]
    public async Task A_title_in_a_report_comes_back_as_one_clean_line()
    {
        var sent = Corpora.NaughtyTexts().Select(PlainText.OneLine).Where(t => t.Length is > 0 and <= 1000).ToHashSet(StringComparer.Ordinal);
        var titles = (await ImportAsync("many", [.. Corpora.NaughtyTexts()])).Select(f => f.Title).ToHashSet(StringComparer.Ordinal);

        Assert.Empty(sent.Except(titles));
    }

    [Fact]
    public async Task A_search_takes_every_text_literally()
    {
        var wrong = new List<string>();
        foreach (var text in Corpora.NaughtyTexts())
        {
            using var answer = await Server.Http.GetAsync(new Uri($"api/v1/findings/count?text={Uri.EscapeDataString(text)}", UriKind.Relative), Ct);
            if (await answer.WordsAsync(Ct) is var words and not ("200" or "400 Invalid query parameter"))
                wrong.Add($"{words}: {text}");
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    /// <summary>Many at a time, as the lines of one reason, for each is a change; by halves where one of them is refused.</summary>
    /// <returns>How many were accepted.</returns>
    private async Task<int> GiveReasonAsync(FindingId id, string[] texts)
    {
        var reason = string.Join('\n', texts);
        using var answer = await Server.Http.PatchAsJsonAsync($"api/v1/findings/{id}", new { status = "falsePositive", reason }, Ct);
        var words = await answer.WordsAsync(Ct);
        if (words == "200")
        {
            Assert.Equal(reason, (await Server.Client.Findings.GetAsync(id, Ct)).Decision?.Reason);
            return texts.Length;
        }

        Assert.True(words is "422 Validation failed" or "422 Invalid characters", $"{words}: {reason}");
        var half = texts.Length / 2;
        return half == 0 ? 0 : await GiveReasonAsync(id, texts[..half]) + await GiveReasonAsync(id, texts[half..]);
    }

    /// <returns>The texts that were accepted.</returns>
    private async Task<List<string>> SendEachAsync(
        HttpMethod method, string path, Func<string, object> bodyOf, int accepted, string orElse = "422 Validation failed")
    {
        var taken = new List<string>();
        var wrong = new List<string>();
        foreach (var text in Corpora.NaughtyTexts())
        {
            using var request = new HttpRequestMessage(method, path) { Content = JsonContent.Create(bodyOf(text)) };
            using var answer = await Server.Http.SendAsync(request, Ct);
            var words = await answer.WordsAsync(Ct);
            if ((int)answer.StatusCode == accepted)
                taken.Add(text);
            else if (words != "422 Validation failed" && words != orElse)
                wrong.Add($"{words}: {text}");
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.True(taken.Count > 300, $"only {taken.Count} were accepted");
        return taken;
    }

    private async Task<List<FindingItem>> ImportAsync(string asset, params string[] titles)
    {
        using var report = new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(new
        {
            asset,
            findings = titles.Select((title, i) => new { id = $"{asset}-{i}", title, severity = "low", description = title }),
        }));
        await Server.Client.Findings.UploadAsync(report, new UploadOptions(), Ct);
        return [.. (await Server.Client.Findings.SearchAsync(new FindingQuery(Asset: asset), FindingSort.OldestFirst, null, 1000, Ct)).Items];
    }

    public sealed class OnSqlite(SqliteHost host) : NaughtyTexts(host), IClassFixture<SqliteHost>;

    public sealed class OnPostgres(PostgresHost host) : NaughtyTexts(host), IClassFixture<PostgresHost>;
}
