using System.Text.Json;
using Fairlead.Kernel.Identity;
using Fairlead.Storage.Values;

namespace Fairlead.Platform.Findings.Storage;

/// <summary>A row of <c>imports</c>.</summary>
internal sealed record ImportRow
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public long No { get; init; }

    public ImportId Id { get; init; }

    public int State { get; init; }

    public Guid Owner { get; init; }

    public byte[] Digest { get; init; } = [];

    public string ContentSha256 { get; init; } = "";

    public long Bytes { get; init; }

    public string Format { get; init; } = "";

    public string? FileName { get; init; }

    public string? IdempotencyKey { get; init; }

    public string ByName { get; init; } = "";

    public DateTimeOffset? ReportedAt { get; init; }

    public DateTimeOffset StartedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    public string? Incomplete { get; init; }

    public string? Failure { get; init; }

    public string? NextStep { get; init; }

    public long FirstFindingNo { get; init; }

    public JsonText Counts { get; init; } = Write(ImportCounts.None);

    public JsonText RowErrors { get; init; } = new("[]");

    public JsonText Warnings { get; init; } = new("[]");

    public static JsonText Write<T>(T value) => new(JsonSerializer.Serialize(value, Json));

    public Import ToImport() => new(
        Id,
        (ImportState)State,
        Format,
        FileName,
        ContentSha256,
        Bytes,
        ReportedAt,
        StartedAt,
        FinishedAt,
        Incomplete,
        JsonSerializer.Deserialize<ImportCounts>(Counts.Value, Json) ?? ImportCounts.None,
        JsonSerializer.Deserialize<List<ImportRowError>>(RowErrors.Value, Json) ?? [],
        JsonSerializer.Deserialize<List<string>>(Warnings.Value, Json) ?? [],
        Failure is null ? null : new ImportFailure(Failure, NextStep ?? ""));
}
