using System.Net.Http.Headers;
using System.Text;
using Fairlead.Client;
using Fairlead.Client.Findings;
using Fairlead.Kernel.Identity;
using Fairlead.Web.Tests.Http;

namespace Fairlead.Web.Tests.Findings;

/// <summary>B-UP and B-CSV: uploads that are refused whole, each as a body and as the file of a form, and leave nothing.</summary>
public abstract class BadUploads(HostFixture fixture)
{
    private const string Head = "--b\r\nContent-Disposition: form-data; name=file; filename=a\r\n";

    private static readonly byte[] Report = """{"asset":"bad-uploads","findings":[{"id":"1","title":"a"}]}"""u8.ToArray();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private RunningHost Server => fixture.Server;

    /// <summary>Name, declared format or nothing, content, answer.</summary>
    private static IEnumerable<(string Name, string? Format, byte[] Bytes, string Answer)> Files()
    {
        yield return ("one byte", null, "x"u8.ToArray(), "422 Unsupported report format");
        yield return ("blank", null, " \r\n\t "u8.ToArray(), "422 Empty report");
        yield return ("an empty list", null, "[]"u8.ToArray(), "422 Empty report");
        yield return ("PNG", null, [0x89, .. "PNG\r\n\x1a\n"u8, 0, 0, 0, 13], "422 Unsupported report format");
        yield return ("ELF", null, [0x7f, .. "ELF"u8, 2, 1, 1, 0], "422 Unsupported report format");
        yield return ("PDF", null, "%PDF-1.7\n"u8.ToArray(), "422 Unsupported report format");
        yield return ("zip", null, [.. "PK\x03\x04"u8, 20, 0, 0, 0], "422 Unsupported report format");
        yield return ("gzip", null, [0x1f, 0x8b, 8, 0, 0, 0, 0, 0], "422 Unsupported report format");
        yield return ("a sign-in page", null, "<!DOCTYPE html><html><body>Log in</body></html>"u8.ToArray(), "422 Unsupported report format");
        yield return ("XML", null, "<?xml version=\"1.0\"?><NessusClientData_v2/>"u8.ToArray(), "422 Unsupported report format");
        yield return ("another declared", "sarif", Report, "422 Unsupported report format");
        yield return ("CSV declared JSON", "generic-json", "title,severity\na,high\n"u8.ToArray(), "422 Unsupported report format");
        yield return ("half", null, Report[..^4], "400 Malformed JSON");
        yield return ("something behind", null, [.. Report, .. "x"u8], "400 Malformed JSON");
        yield return ("deep", null, Encoding.ASCII.GetBytes("{\"findings\":" + new string('[', 100_000)), "400 JSON too deep");
        yield return ("twice in the frame", null, """{"findings":[{"title":"a"}],"findings":[]}"""u8.ToArray(), "422 Invalid report content");
        yield return ("no list", null, """{"findings":5}"""u8.ToArray(), "422 Invalid report content");
        yield return ("nothing readable", null, """{"findings":[5,null,"x",[]]}"""u8.ToArray(), "422 Invalid report content");
        yield return ("Latin-1", null, [.. "{\"findings\":[{\"title\":\"caf"u8, 0xE9, .. "\"}]}"u8], "400 Invalid text encoding");
        yield return ("half a pair", null, [.. "{\"findings\":[{\"title\":\""u8, 0xED, 0xA0, 0x80, .. "\"}]}"u8], "400 Invalid text encoding");
        foreach (var csv in (string[])["a,b\n1,2\n", "title,Title\nx,y\n", "severity,rule\nhigh,x\n", "title,severity\n\"never closed,high\n"])
            yield return ("CSV " + csv, "generic-csv", Encoding.UTF8.GetBytes(csv), "422 Invalid CSV");
        yield return ("CSV with many columns", "generic-csv", Encoding.ASCII.GetBytes("title," + string.Join(',', Enumerable.Range(0, 10_000)) + "\n"), "422 Invalid CSV");
        yield return ("CSV with a long line", "generic-csv", Encoding.ASCII.GetBytes("title,severity\n\"" + new string('x', 17 << 20)), "422 Limit exceeded");
    }

    [Fact]
    public async Task A_file_that_is_no_report_is_refused_in_either_way_and_leaves_nothing()
    {
        var before = await LatestTakenAsync();
        var wrong = new List<string>();
        foreach (var (name, format, bytes, expected) in Files())
        {
            using var body = new ByteArrayContent(bytes);
            using var form = new MultipartFormDataContent { { new ByteArrayContent(bytes), "file", "report" } };
            foreach (var content in (HttpContent[])[body, form])
            {
                if (await AskAsync(content, format is null ? "" : $"?format={format}") is var answer && answer != expected)
                    wrong.Add($"{name} as {content.GetType().Name}: {answer}, not {expected}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.Equal(before, await LatestTakenAsync());
    }

    [Fact]
    public async Task A_form_that_is_not_well_formed_is_refused()
    {
        string[] malformed =
        [
            Head + new string('x', 20_000) + ": 1\r\n\r\nx\r\n--b--\r\n", // headers over the limit
            Head + string.Concat(Enumerable.Range(0, 100).Select(i => $"X-{i}: 1\r\n")) + "\r\nx\r\n--b--\r\n",
            Head + "X: " + new string('x', 1 << 20) + "\r\n\r\nx\r\n--b--\r\n",
        ];
        foreach (var text in malformed)
            Assert.Equal("400 Malformed multipart", await AskFormAsync(text));
        Assert.Equal("413 Content too large", await AskFormAsync(string.Concat(Enumerable.Range(0, 1001).Select(i => $"{Head}\r\n{i}\r\n")) + "--b--\r\n"));
        Assert.Equal("400 Missing file", await AskFormAsync("--b\r\nContent-Disposition: \r\n\r\nx\r\n--b--\r\n"));
        Assert.Equal("400 Missing file", await AskFormAsync("--b\r\nX: y\r\n\r\nx\r\n--b--\r\n"));
        foreach (var name in (string[])["filename=../x", "filename*=bogus''x", "filename*=UTF-8''a:b"])
            Assert.Equal("400 Missing file", await AskFormAsync($"--b\r\nContent-Disposition: form-data; name=file; {name}\r\n\r\nx\r\n--b--\r\n"));
        Assert.Equal("422 Unsupported report format", await AskFormAsync(
            $"{Head}Content-Type: multipart/mixed; boundary=c\r\n\r\n--c\r\n\r\nx\r\n--c--\r\n\r\n--b--\r\n")); // nested
    }

    [Theory]
    [InlineData("filename=\"../../etc/passwd\"")]
    [InlineData("filename=\"C:\\\\con\"")]
    [InlineData("filename*=UTF-8''a%00b")]
    [InlineData("filename*=UTF-8''%E0%A4%A")]
    [InlineData("filename*=UTF-8''%ED%A0%80")]
    [InlineData("filename*=UTF-8''a%0d%0aSet-Cookie%3a%20x")]
    [InlineData("filename=a; filename*=UTF-8''%E2%82%AC")]
    [InlineData(null)] // a very long one
    public async Task A_name_of_a_file_is_only_a_label(string? name)
    {
        name ??= $"filename={new string('x', 5000)}";
        var report = $$"""{"asset":"names","findings":[{"id":"1","title":"{{Convert.ToHexString(Encoding.UTF8.GetBytes(name[^5..]))}}"}]}""";
        var answer = await AskFormAsync($"--b\r\nContent-Disposition: form-data; name=file; {name}\r\n\r\n{report}\r\n--b--\r\n");

        Assert.Equal("201", answer);
        var kept = (await Server.Client.Findings.ListImportsAsync(null, 1, Ct)).Items[0].FileName ?? "";
        Assert.True(kept.Length <= 255 && !kept.Any(char.IsControl), kept);
    }

    [Fact]
    public async Task An_upload_that_breaks_off_is_incomplete_and_leaves_nothing()
    {
        var before = await LatestTakenAsync();
        foreach (var length in (string[])[$"Content-Length: {Report.Length + 10}\r\n\r\n", $"Transfer-Encoding: chunked\r\n\r\n{Report.Length:x}\r\n"])
        {
            using var connection = await RawConnection.OpenAsync(Server, Ct);
            await connection.SendAsync(
                $"POST /api/v1/imports HTTP/1.1\r\nHost: {Server.BaseAddress.Authority}\r\nAuthorization: Bearer {Server.Token.Reveal()}\r\n{length}{Encoding.UTF8.GetString(Report)}", Ct);
            connection.EndSending();
            Assert.Matches("^HTTP/1.1 400|^$", await connection.ReadAsync(Ct));
        }

        Assert.Equal(before, await LatestTakenAsync());
    }

    [Fact]
    public async Task One_key_names_one_report_however_often_and_however_fast_it_is_sent()
    {
        var bytes = """{"asset":"keys","findings":[{"id":"1","title":"a"}]}"""u8.ToArray();
        var all = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            using var stream = new MemoryStream(bytes);
            return (await Server.Client.Findings.UploadAsync(stream, new UploadOptions(IdempotencyKey: "at-once"), Ct)).Verdict;
        }));

        Assert.Single(all, v => v == ImportVerdict.Accepted);
        Assert.Equal(7, all.Count(v => v == ImportVerdict.Replayed));
        Assert.Equal("422 Idempotency key reused", await AskKeyAsync("at-once"));
        foreach (var key in (string[])["", " ", new string('k', 256), "a b", "a\tb"])
            Assert.Matches("^400 (Invalid Idempotency-Key)?$", await AskKeyAsync(key));
        Assert.Equal("400 Invalid Idempotency-Key", await AskKeyAsync("one", "two"));
    }

    [Fact]
    public async Task Text_in_any_Unicode_encoding_with_its_mark_is_read()
    {
        foreach (var encoding in (Encoding[])[Encoding.UTF8, Encoding.Unicode, Encoding.BigEndianUnicode, Encoding.UTF32])
        {
            var asset = "encoding " + encoding.CodePage;
            using var json = new ByteArrayContent([.. encoding.GetPreamble(), .. encoding.GetBytes($$"""{"asset":"{{asset}}","findings":[{"title":"Käse 🧀"}]}""")]);
            using var csv = new ByteArrayContent([.. encoding.GetPreamble(), .. encoding.GetBytes("sep=;\r\ntitle;severity;asset\n=1+1;High;" + asset + "\r\n@x;low;" + asset + "\n-2;low;" + asset + "\n+cmd;low;" + asset + "\n＝1;low;" + asset + "\n\"\t=2\";low;" + asset)]);
            Assert.Equal("201", await AskAsync(json, ""));
            Assert.Equal("201", await AskAsync(csv, ""));

            var titles = (await Server.Client.Findings.SearchAsync(new FindingQuery(Asset: asset), FindingSort.OldestFirst, null, 100, Ct)).Items.Select(f => f.Title);
            Assert.Equal(["+cmd", "-2", "=1+1", "=2", "@x", "Käse 🧀", "＝1"], titles.Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public async Task A_report_over_the_limit_is_refused_and_one_at_the_limit_is_taken()
    {
        const int Limit = 1 << 20;
        // Each asks before it sends: a refusal in the middle of a body may be lost with the connection.
        await using var small = await RunningHost.StartAsync(
            new SqliteTestDatabase(), Ct, o => o with { Settings = new Dictionary<string, string?> { ["Findings:MaxUploadBytes"] = $"{Limit}" } });
        foreach (var (extra, expected) in ((int, string)[])[(0, "201"), (1, "413 Content too large")])
        {
            byte[] bytes = [.. Report, .. Enumerable.Repeat((byte)' ', Limit - Report.Length + extra)];
            using var sized = new ByteArrayContent(bytes);
            using var chunked = new StreamContent(new MemoryStream(bytes));
            using var form = new MultipartFormDataContent { { new ByteArrayContent(bytes), "file", "report" } };
            foreach (var content in (HttpContent[])[sized, chunked, form])
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, "api/v1/imports") { Content = content };
                request.Headers.TransferEncodingChunked = content == chunked ? true : null;
                request.Headers.ExpectContinue = true;
                using var answer = await small.Http.SendAsync(request, Ct);
                Assert.Equal(expected, (await answer.WordsAsync(Ct)).Replace("200", "201", StringComparison.Ordinal)); // the second time it is known
            }
        }
    }

    [Fact]
    public async Task A_large_upload_that_is_refused_by_its_head_says_why()
    {
        using var stranger = Server.MakeClient("fl_" + new string('A', 43));
        using var report = new MemoryStream(new byte[32 << 20]);
        var refused = await Assert.ThrowsAsync<FairleadProblemException>(() => stranger.Findings.UploadAsync(report, new UploadOptions(), Ct));

        Assert.Equal("Invalid token", refused.Problem.Title);
        Assert.Equal(0, report.Position);
    }

    /// <summary>Discarded ones are listed too, and are nothing else.</summary>
    private async Task<ImportId?> LatestTakenAsync() =>
        (await Server.Client.Findings.ListImportsAsync(null, 1000, Ct)).Items.FirstOrDefault(i => i.State != ImportProgressState.Discarded)?.Id;

    private Task<string> AskKeyAsync(params string[] keys)
    {
        var content = new ByteArrayContent(Report);
        foreach (var key in keys)
            content.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        return AskAsync(content, "");
    }

    private Task<string> AskFormAsync(string text)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(text));
        content.Headers.ContentType = MediaTypeHeaderValue.Parse("multipart/form-data; boundary=b");
        return AskAsync(content, "");
    }

    private async Task<string> AskAsync(HttpContent content, string query)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/v1/imports" + query) { Content = content };
        using var answer = await Server.Http.SendAsync(request, Ct);
        return await answer.WordsAsync(Ct);
    }

    public sealed class OnSqlite(SqliteHost host) : BadUploads(host), IClassFixture<SqliteHost>;

    public sealed class OnPostgres(PostgresHost host) : BadUploads(host), IClassFixture<PostgresHost>;
}
