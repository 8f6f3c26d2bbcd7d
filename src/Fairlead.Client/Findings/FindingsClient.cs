using System.Net.Http.Headers;
using System.Text.Json;
using Fairlead.Kernel.Identity;

namespace Fairlead.Client.Findings;

/// <summary>Findings, and the reports that they come from.</summary>
public sealed class FindingsClient(FairleadTransport transport)
{
    private const string Findings = "api/v1/findings";
    private const string Imports = "api/v1/imports";
    private const string Intelligence = "api/v1/intelligence";

    /// <summary>A report of a gigabyte over a slow line, and the import of its million findings.</summary>
    private static readonly TimeSpan UploadTimeout = TimeSpan.FromHours(2);

    /// <param name="cursor">The page before's <see cref="FindingPage.Next"/>; null for the first page.</param>
    /// <param name="size">1 to 1,000.</param>
    public Task<FindingPage> SearchAsync(FindingQuery query, FindingSort sort, string? cursor, int size, CancellationToken ct) =>
        transport.GetAsync<FindingPage>(
            Findings + Query.Of([.. Conditions(query), ("sort", Word(sort)), ("size", size.ToString()), ("cursor", cursor)]), ct);

    public Task<FindingCountsResponse> CountAsync(FindingQuery query, CancellationToken ct) =>
        transport.GetAsync<FindingCountsResponse>($"{Findings}/count{Query.Of(Conditions(query))}", ct);

    public Task<FindingResponse> GetAsync(FindingId id, CancellationToken ct) =>
        transport.GetAsync<FindingResponse>($"{Findings}/{id}", ct);

    public Task<FindingResponse> ChangeAsync(FindingId id, ChangeFindingRequest change, CancellationToken ct) =>
        transport.SendAsync<ChangeFindingRequest, FindingResponse>(HttpMethod.Patch, $"{Findings}/{id}", change, ct);

    /// <summary>Uploads a report and waits for what came of it. Safe to repeat.</summary>
    /// <param name="report">Read to its end; not disposed of.</param>
    public Task<UploadResponse> UploadAsync(Stream report, UploadOptions options, CancellationToken ct) =>
        UploadAsync(ContentOf(report), options, ct);

    /// <summary>Uploads reports that are one import together: what any of them holds is present. Safe to repeat.</summary>
    /// <param name="reports">At least one; read to their ends, not disposed of.</param>
    public Task<UploadResponse> UploadAsync(IReadOnlyList<ReportFile> reports, UploadOptions options, CancellationToken ct)
    {
        if (reports is [var only])
            return UploadAsync(only.Content, options with { FileName = options.FileName ?? only.Name }, ct);
        var form = new MultipartFormDataContent();
        foreach (var report in reports)
        {
            var content = ContentOf(report.Content);
            content.Headers.ContentDisposition = new ContentDispositionHeaderValue("form-data")
            {
                Name = "file",
                FileName = "report",
                // Any name fits in here.
                FileNameStar = report.Name,
            };
            form.Add(content);
        }

        return UploadAsync(form, options, ct);
    }

    private Task<UploadResponse> UploadAsync(HttpContent content, UploadOptions options, CancellationToken ct)
    {
        if (options.IdempotencyKey is { } key)
            content.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        var path = Imports + Query.Of(
            ("format", options.Format),
            ("asset", options.Asset),
            ("scanner", options.Scanner),
            ("branch", options.Branch),
            ("reportKind", options.ReportKind),
            ("fileName", options.FileName),
            ("allowStale", options.AllowStale ? "true" : null),
            ("confirmCloses", options.ConfirmCloses ? "true" : null));
        return transport.SendAsync<UploadResponse>(HttpMethod.Post, path, content, UploadTimeout, ct);
    }

    public Task<ImportPage> ListImportsAsync(string? cursor, int size, CancellationToken ct) =>
        transport.GetAsync<ImportPage>(Imports + Query.Of(("size", size.ToString()), ("cursor", cursor)), ct);

    public Task<ImportResponse> GetImportAsync(ImportId id, CancellationToken ct) =>
        transport.GetAsync<ImportResponse>($"{Imports}/{id}", ct);

    /// <summary>Carries out the closes that the guard held. Safe to repeat.</summary>
    public Task<ConfirmClosesResponse> ConfirmClosesAsync(ImportId id, CancellationToken ct) =>
        transport.PostAsync<ConfirmClosesResponse>($"{Imports}/{id}/confirm-closes", ct);

    public Task<IntelligenceResponse> IntelligenceAsync(CancellationToken ct) => transport.GetAsync<IntelligenceResponse>(Intelligence, ct);

    /// <summary>Uploads EPSS scores, CISA's KEV catalogue or exploit maturities, which replace all of its kind. Safe to repeat.</summary>
    /// <param name="file">Read to its end; not disposed of.</param>
    public Task<IntelligenceImportResponse> ImportIntelligenceAsync(Stream file, CancellationToken ct) =>
        transport.SendAsync<IntelligenceImportResponse>(HttpMethod.Post, Intelligence, ContentOf(file), UploadTimeout, ct);

    private static StreamContent ContentOf(Stream report)
    {
        var content = new StreamContent(new LeaveOpenStream(report));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        return content;
    }

    private static (string Name, string? Value)[] Conditions(FindingQuery query) =>
    [
        ("kind", Words(query.Kinds)),
        ("severity", Words(query.Severities)),
        ("minimumSeverity", query.MinimumSeverity is { } minimum ? Word(minimum) : null),
        ("exploitMaturity", query.ExploitMaturity is { } maturity ? Word(maturity) : null),
        ("status", Words(query.Statuses)),
        ("open", Flag(query.Open)),
        ("scanner", query.Scanner),
        ("asset", query.Asset),
        ("rule", query.Rule),
        ("text", query.Text),
        ("label", query.Label),
        ("hasFix", Flag(query.HasFix)),
        ("ticket", query.Ticket?.ToString()),
        ("hasTicket", Flag(query.HasTicket)),
        ("firstSeenFrom", query.FirstSeenFrom?.ToUniversalTime().ToString("O")),
        ("firstSeenBefore", query.FirstSeenBefore?.ToUniversalTime().ToString("O")),
    ];

    private static string? Words<T>(IReadOnlyList<T>? values)
        where T : struct, Enum => values is { Count: > 0 } ? string.Join(',', values.Select(Word)) : null;

    private static string Word<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    private static string? Flag(bool? value) => value switch { true => "true", false => "false", null => null };

    /// <summary>HttpClient disposes of what it sends; the report is the caller's.</summary>
    private sealed class LeaveOpenStream(Stream inner) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => inner.CanSeek;

        public override bool CanWrite => false;

        public override long Length => inner.Length;

        public override long Position { get => inner.Position; set => inner.Position = value; }

        public override void Flush() => inner.Flush();

        public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            inner.ReadAsync(buffer, cancellationToken);

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            inner.ReadAsync(buffer, offset, count, cancellationToken);

        public override long Seek(long offset, SeekOrigin origin) => inner.Seek(offset, origin);

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
