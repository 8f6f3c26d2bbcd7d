using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Fairlead.Client;
using Fairlead.Client.Findings;
using static Fairlead.Web.Tests.Findings.UploadSteps;

namespace Fairlead.Web.Tests.Findings;

/// <summary>How a report may be sent, and what is refused.</summary>
public abstract class UploadApiContract(HostFixture fixture)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private RunningHost Server => fixture.Server;

    private FindingsClient Findings => fixture.Server.Client.Findings;

    [Fact]
    public async Task A_report_can_come_as_the_file_of_a_form()
    {
        var asset = NewAsset();
        using var form = Form(("file", "report.json", Report(asset, "A")));
        using var answer = await Server.Http.PostAsync(new Uri("api/v1/imports", UriKind.Relative), form, Ct);
        var upload = JsonSerializer.Deserialize<UploadResponse>(await answer.Content.ReadAsStringAsync(Ct), FairleadJson.Tolerant)!;

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.Equal(("report.json", 1L), (upload.Import.FileName, upload.Import.Counts.Created));
    }

    [Fact]
    public async Task Several_files_of_a_form_are_one_import()
    {
        var asset = NewAsset();
        foreach (var (created, seen) in ((long, long)[])[(2, 0), (0, 2)])
        {
            using var a = new MemoryStream(Report(asset, "A"));
            using var b = new MemoryStream(Report(asset, "B"));
            var upload = await Findings.UploadAsync([new(a, "a \"ä\".json"), new(b, "b.json")], new UploadOptions(), Ct);
            Assert.Equal((created, seen, 0L), (upload.Import.Counts.Created, upload.Import.Counts.Seen, upload.Import.Counts.AwaitingVerification));
            Assert.Equal("a \"ä\".json, b.json", upload.Import.FileName);
        }

        using var bad = Form(("file", "a.json", Report(asset, "C")), ("file", "bad.json", [1]));
        await Server.AnswersAsync(422, null, "api/v1/imports", bad);
        Assert.Equal((2L, 2L), await Server.CountAsync(new FindingQuery(Asset: asset)));
    }

    [Fact]
    public async Task A_form_holds_files_and_nothing_else()
    {
        var report = Report(NewAsset(), "A");
        using var none = new MultipartFormDataContent("b");
        using var two = Form(("file", "a.json", report), ("other", "b.json", report));
        using var other = Form(("report", "a.json", report));
        using var text = new MultipartFormDataContent { { new StringContent("x"), "file" } };
        await Server.AnswersAsync(400, "Missing file", "api/v1/imports", two);
        await Server.AnswersAsync(400, "Missing file", "api/v1/imports", other);
        await Server.AnswersAsync(400, "Missing file", "api/v1/imports", text);
        await Server.AnswersAsync(400, null, "api/v1/imports", none);
    }

    [Theory]
    [InlineData("multipart/form-data")]
    [InlineData("multipart/form-data; boundary=")]
    [InlineData("multipart/form-data; boundary=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("multipart/form-data; boundary=other")]
    public async Task A_form_without_its_boundary_is_refused(string type)
    {
        using var content = new ByteArrayContent("--b\r\nContent-Disposition: form-data; name=file; filename=a\r\n\r\nx\r\n--b--"u8.ToArray());
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        await Server.AnswersAsync(400, null, "api/v1/imports", content);
    }

    [Fact]
    public async Task A_form_that_ends_early_is_refused_and_leaves_nothing()
    {
        var asset = NewAsset();
        byte[] bytes = [.. "--b\r\nContent-Disposition: form-data; name=file; filename=a\r\n\r\n"u8, .. Report(asset, "A")];
        using var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse("multipart/form-data; boundary=b");
        await Server.AnswersAsync(400, "Incomplete upload", "api/v1/imports", content);

        Assert.Equal((0L, 0L), await Server.CountAsync(new FindingQuery(Asset: asset)));
    }

    [Fact]
    public async Task An_empty_body_is_called_empty_and_told_what_to_send()
    {
        using var content = new ByteArrayContent([]);
        using var answer = await Server.Http.PostAsync(new Uri("api/v1/imports", UriKind.Relative), content, Ct);
        var detail = JsonSerializer.Deserialize<ProblemDocument>(await answer.Content.ReadAsStringAsync(Ct), FairleadJson.Tolerant)!.Detail;

        Assert.StartsWith("The request's body is empty. Send the report as the body", detail);
    }

    [Theory]
    [InlineData("", 422, "Empty report")]
    [InlineData(" ", 422, "Empty report")]
    [InlineData("x", 422, "Unsupported report format")]
    [InlineData("<html><body>Log in</body></html>", 422, "Unsupported report format")]
    [InlineData("{\"findings\":[{\"title\":\"a\"}", 400, "Malformed JSON")]
    [InlineData("{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.5\"}", 422, "Unsupported report format")]
    public async Task A_file_that_is_no_report_is_refused_and_leaves_nothing(string text, int status, string title)
    {
        var before = await Server.CountAsync(new FindingQuery());
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(text));
        await Server.AnswersAsync(status, title, "api/v1/imports", content);

        Assert.Equal(before, await Server.CountAsync(new FindingQuery()));
    }

    [Fact]
    public async Task A_compressed_upload_is_refused()
    {
        using var content = new ByteArrayContent([1, 2, 3]);
        content.Headers.ContentEncoding.Add("gzip");
        await Server.AnswersAsync(415, "Unsupported content encoding", "api/v1/imports", content);
    }

    [Theory]
    [InlineData("api/v1/imports?format=cobol", "Invalid query parameter")]
    [InlineData("api/v1/imports?allowStale=1", "Invalid query parameter")]
    [InlineData("api/v1/imports?asset=", "Invalid query parameter")]
    [InlineData("api/v1/imports?nonsense=1", "Unknown query parameter")]
    public async Task An_upload_with_a_wrong_option_is_refused(string path, string title)
    {
        using var content = new ByteArrayContent(Report(NewAsset(), "A"));
        await Server.AnswersAsync(400, title, path, content);
    }

    [Fact]
    public async Task The_same_report_again_is_already_imported_and_the_same_key_is_replayed()
    {
        var asset = NewAsset();
        var bytes = Report(asset, "A");
        var options = new UploadOptions(IdempotencyKey: "key-" + asset);
        using var first = new MemoryStream(bytes);
        using var second = new MemoryStream(bytes);
        using var third = new MemoryStream(bytes);
        var accepted = await Findings.UploadAsync(first, options, Ct);

        Assert.Equal(ImportVerdict.Accepted, accepted.Verdict);
        Assert.Equal(ImportVerdict.Replayed, (await Findings.UploadAsync(second, options, Ct)).Verdict);
        Assert.Equal(ImportVerdict.AlreadyImported, (await Findings.UploadAsync(third, new UploadOptions(), Ct)).Verdict);
        Assert.Equal(accepted.Import.Id, (await Findings.GetImportAsync(accepted.Import.Id, Ct)).Id);
        Assert.Contains((await Findings.ListImportsAsync(null, 100, Ct)).Items, i => i.Id == accepted.Import.Id);
    }

    [Fact]
    public async Task An_older_report_is_stale()
    {
        var asset = NewAsset();
        using var newer = new MemoryStream(DatedReport(asset, "2026-05-02T00:00:00Z", "A"));
        using var older = new MemoryStream(DatedReport(asset, "2026-05-01T00:00:00Z", "A", "B"));
        await Findings.UploadAsync(newer, new UploadOptions(), Ct);

        await RefusesAsync(409, "Stale report", () => Findings.UploadAsync(older, new UploadOptions(), Ct));
    }

    private static MultipartFormDataContent Form(params (string Name, string FileName, byte[] Bytes)[] files)
    {
        var form = new MultipartFormDataContent();
        foreach (var (name, fileName, bytes) in files)
            form.Add(new ByteArrayContent(bytes), name, fileName);
        return form;
    }

    public class OnSqlite(SqliteHost fixture) : UploadApiContract(fixture), IClassFixture<SqliteHost>;

    public class OnPostgres(PostgresHost fixture) : UploadApiContract(fixture), IClassFixture<PostgresHost>;
}
