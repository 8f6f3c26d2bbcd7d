using System.Text.Json;
using Fairlead.Reports.Content;

namespace Fairlead.Reports;

/// <summary>What <c>report read</c> shows: a report as it was understood, without importing it.</summary>
public static class ReportSummary
{
    private const int FlushBytes = 64 * 1024;

    /// <summary>
    /// Writes <c>{format, scanner, findings, counts}</c> as one JSON object, finding by finding. Up to 16 MiB of it are held back
    /// until the report is known to be readable, so that an unreadable report of ordinary size leaves no half an answer.
    /// </summary>
    /// <exception cref="ReportException">The file cannot be read as a report.</exception>
    public static async Task<ReportCounts> WriteJsonAsync(
        Stream report, ReportFormat? declared, Stream output, ReportOptions options, CancellationToken ct)
    {
        await using var reading = await ReportReaders.ReadAsync(report, declared, options, ct);
        await using var held = new HeldBackStream(output);
        await using var writer = new Utf8JsonWriter(held, new JsonWriterOptions { SkipValidation = true });
        var tally = new ReportTally();
        var problems = new List<ReportProblem>();

        writer.WriteStartObject();
        FindingJson.WriteHeader(writer, reading.Header);
        writer.WriteStartArray("findings");
        await foreach (var item in reading.WithCancellation(ct))
        {
            if (item is ReportProblem problem)
            {
                problems.Add(problem);
                continue;
            }

            var finding = (ReportFinding)item;
            tally.Count(finding);
            FindingJson.Write(writer, finding);
            if (writer.BytesPending > FlushBytes)
                await writer.FlushAsync(ct);
        }

        writer.WriteEndArray();
        var counts = tally.ToCounts(reading);
        FindingJson.WriteTrailer(writer, counts, problems);
        writer.WriteEndObject();
        await writer.FlushAsync(ct);
        await held.ReleaseAsync(ct);
        return counts;
    }

    /// <summary>Reads the whole report for its counts; <paramref name="each"/> sees every item on the way.</summary>
    /// <exception cref="ReportException">The file cannot be read as a report.</exception>
    public static async Task<ReportCounts> CountAsync(
        Stream report, ReportFormat? declared, Action<ReportItem>? each, ReportOptions options, CancellationToken ct)
    {
        await using var reading = await ReportReaders.ReadAsync(report, declared, options, ct);
        var tally = new ReportTally();
        await foreach (var item in reading.WithCancellation(ct))
        {
            each?.Invoke(item);
            if (item is ReportFinding finding)
                tally.Count(finding);
        }

        return tally.ToCounts(reading);
    }
}
