using System.Text.Json;

namespace Fairlead.Web.Tests.Http.Routing;

/// <summary>Every route of the running server, for every sort of caller, against <see cref="RouteTable"/>.</summary>
public abstract class RouteTableTests(TestDatabase databases)
{
    private static readonly string[] Verbs = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"];

    private static readonly UriCreationOptions AsWritten = new() { DangerousDisablePathAndQueryCanonicalization = true };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_route_is_declared_and_answers_every_caller_as_declared()
    {
        await using var callers = await Callers.StartAsync(databases, Ct);
        Assert.Equal(RouteTable.Declared.Select(r => r.ToString()).Order(StringComparer.Ordinal), RouteTable.Live(callers.Server));

        var last = await LastActivityAsync(callers);
        var wrong = new List<string>();
        foreach (var route in RouteTable.Declared)
        {
            foreach (var caller in (string[])["anonymous", .. Callers.Former, .. Callers.Roles])
            {
                var expected = Expected(route, caller);
                if (await AskAsync(callers[caller], route.Verb, route.Probe) is var answer && answer != expected)
                    wrong.Add($"{route} as {caller}: {answer}, not {expected}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        // Nobody was let in who changed anything; only the master key was changed, by the administrator.
        var after = await callers.Server.Client.Operations.ActivityAsync(null, 10, Ct);
        Assert.All(after.Items.Where(a => a.Number > last), a => Assert.Equal("master-key.rotated", a.Action));
    }

    [Fact]
    public async Task Another_verb_is_not_allowed_and_the_allowed_ones_are_named()
    {
        await using var callers = await Callers.StartAsync(databases, Ct);
        var wrong = new List<string>();
        foreach (var probe in RouteTable.Declared.DistinctBy(r => r.Path).Select(r => r.Probe))
        {
            var allowed = RouteTable.Declared.Where(r => r.Matches(probe)).Select(r => r.Verb).Distinct().Order(StringComparer.Ordinal).ToList();
            foreach (var verb in Verbs.Except(allowed))
            {
                using var request = new HttpRequestMessage(new HttpMethod(verb), probe);
                using var answer = await callers["anonymous"].SendAsync(request, Ct);
                var named = answer.Content.Headers.Allow.Order(StringComparer.Ordinal);
                if ((int)answer.StatusCode != 405 || !named.SequenceEqual(allowed))
                    wrong.Add($"{verb} {probe}: {(int)answer.StatusCode}, allows {string.Join(' ', named)}, not {string.Join(' ', allowed)}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public async Task An_address_that_only_looks_like_a_route_gives_nothing_away()
    {
        await using var callers = await Callers.StartAsync(databases, Ct);
        var root = callers.Server.BaseAddress.GetLeftPart(UriPartial.Authority);
        var wrong = new List<string>();
        foreach (var path in RouteTable.Declared.Where(r => r.Least != "open" && r.Verb == "GET" && r.Path != "/").Select(r => r.Probe))
        {
            foreach (var like in LookAlikes(path))
            {
                using var answer = await callers["anonymous"].GetAsync(new Uri(root + like, AsWritten), Ct);
                if ((int)answer.StatusCode is not (400 or 401 or 404 or 405))
                    wrong.Add($"{like}: {(int)answer.StatusCode}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    /// <summary>THREATS T-08, T-09, T-13, T-37.</summary>
    [Fact]
    public async Task Every_route_is_framed_nowhere_kept_by_no_cache_and_open_to_no_other_site()
    {
        await using var callers = await Callers.StartAsync(databases, Ct);
        var wrong = new List<string>();
        foreach (var route in RouteTable.Declared)
        {
            using var request = new HttpRequestMessage(new HttpMethod(route.Verb), route.Probe);
            request.Headers.Add("Origin", "https://evil.example");
            using var answer = await callers["administrator"].SendAsync(request, Ct);
            var isKept = route.Path == "/favicon.ico";
            string[] missing =
            [
                .. Missing(answer, "Content-Security-Policy", "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; script-src 'self'; connect-src 'self'; font-src 'self'; base-uri 'none'; frame-ancestors 'none'"),
                .. Missing(answer, "X-Content-Type-Options", "nosniff"),
                .. Missing(answer, "Referrer-Policy", "no-referrer"),
                .. Missing(answer, "Cross-Origin-Opener-Policy", "same-origin"),
                .. Missing(answer, "Cross-Origin-Resource-Policy", "same-origin"),
                .. isKept ? [] : Missing(answer, "Cache-Control", "no-store"),
                .. answer.Headers.Where(h => h.Key.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase)).Select(h => $"{h.Key} is there"),
            ];
            wrong.AddRange(missing.Select(m => $"{route}: {m}"));
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    private static IEnumerable<string> Missing(HttpResponseMessage answer, string header, string value) =>
        answer.Headers.TryGetValues(header, out var values) && string.Join(',', values) is var given && given.Contains(value, StringComparison.Ordinal)
            ? []
            : [$"{header} is not {value}"];

    /// <summary>The APIs below <c>/rest</c> answer in the shape of Jira's, which has no titles.</summary>
    private static (int, string?) Expected(RouteEntry route, string caller)
    {
        var (status, title) = ExpectedOf(route, caller);
        return (status, route.Path.StartsWith("/rest/", StringComparison.Ordinal) ? null : title);
    }

    private static (int Status, string? Title) ExpectedOf(RouteEntry route, string caller) => (route.Least, caller) switch
    {
        // What signs in there is the body's signature.
        ("open", _) => (route.Status, route.Status == 401 ? "Invalid signature" : null),
        // It tells no titles; whoever gets in hears that there is no Jira.
        ("scanner", _) => (caller == "anonymous" || Callers.Former.Contains(caller) ? 401 : route.Status, null),
        (_, "anonymous") => (401, "Authentication required"),
        _ when Callers.Former.Contains(caller) => (401, "Invalid token"),
        _ when IndexOf(caller) < IndexOf(route.Least) => (403, "Forbidden"),
        _ => (route.Status, null),
    };

    private static int IndexOf(string role) => Callers.Roles.ToList().IndexOf(role);

    /// <returns>The status, and the title where the caller was turned away.</returns>
    private static async Task<(int, string?)> AskAsync(HttpClient caller, string verb, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(verb), path);
        using var answer = await caller.SendAsync(request, Ct);
        var status = (int)answer.StatusCode;
        return status is not (401 or 403)
            ? (status, null)
            : (status, JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Ct)).RootElement is { ValueKind: JsonValueKind.Object } problem && problem.TryGetProperty("title", out var title)
                ? title.GetString()
                : null);
    }

    private static IEnumerable<string> LookAlikes(string path) =>
    [
        $"/{path}/", $"//{path}", $"/{path};x", $"/{path}.", $"/{path}%20", $"/{path}%09", $"/{path}%3f", $"/{path}/..;/", $"/x/../{path}", $"/x/..%2f{path}", $"/{path}/../me",
        $"/{path.Replace("/", "//", StringComparison.Ordinal)}", $"/{path.ToUpperInvariant()}", $"/{path}%252e", $"/%2e/{path}", $"/{path}?x=1",
    ];

    private static async Task<long> LastActivityAsync(Callers callers) =>
        (await callers.Server.Client.Operations.ActivityAsync(null, 1, Ct)).Items[0].Number;

    public sealed class OnSqlite(SqliteTestDatabase databases) : RouteTableTests(databases), IClassFixture<SqliteTestDatabase>;

    public sealed class OnPostgres(PostgresTestDatabase databases) : RouteTableTests(databases), IClassFixture<PostgresTestDatabase>;
}
