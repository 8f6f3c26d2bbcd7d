using Fairlead.Reports.Content;
using Fairlead.Reports.Generic;
using Fairlead.Reports.Sarif;
using Fairlead.Reports.Trivy;

namespace Fairlead.Reports;

/// <summary>The readers that there are, and the way in: recognise a report by its content, and read it.</summary>
public static class ReportReaders
{
    /// <summary>In the order in which they are asked whether they recognise a report; the most particular first.</summary>
    private static readonly IReportReader[] Known =
        [new SarifReader(), new TrivyReader(), new GenericJsonReader(), new GenericCsvReader()];

    /// <summary>Every format that can be read, in the order of the documentation.</summary>
    public static IReadOnlyList<ReportFormat> Formats { get; } = [.. Known.Select(r => r.Format)];

    /// <summary>Recognises a format by the content's first 64 KiB, never by a file name.</summary>
    /// <param name="report">Must be seekable; its position is restored.</param>
    /// <exception cref="ReportException">Nothing that can be read; the message says what it looks like.</exception>
    public static async Task<ReportFormat> DetectAsync(Stream report, CancellationToken ct)
    {
        if (!report.CanSeek)
            throw new ArgumentException("Detection has to look at the start and go back.", nameof(report));

        await using var source = await ReportSource.OpenAsync(report, ReportOptions.Default, ct);
        var reader = Choose(ReportOutline.Of(source, ReportOptions.Default), declared: null);
        source.Rewind();
        return reader.Format;
    }

    /// <summary>
    /// Opens a report. Memory is bounded by <paramref name="options"/>, whatever the size; a stream that cannot seek is first
    /// copied to a temporary file. The stream is not disposed of.
    /// </summary>
    /// <param name="declared">What the caller says it is; null to recognise it. A contradiction with the content is refused.</param>
    /// <exception cref="ReportException">The file cannot be read as a report.</exception>
    public static async Task<ReportReading> ReadAsync(
        Stream report, ReportFormat? declared, ReportOptions options, CancellationToken ct)
    {
        var source = await ReportSource.OpenAsync(report, options, ct);
        try
        {
            var reader = Choose(ReportOutline.Of(source, options), declared);
            return new ReportReading(await reader.OpenAsync(source, options, ct), source);
        }
        catch
        {
            await source.DisposeAsync();
            throw;
        }
    }

    private static IReportReader Choose(ReportOutline outline, ReportFormat? declared)
    {
        var recognised = Array.Find(Known, r => r.Recognises(outline));
        if (declared is not { } wanted)
            return recognised ?? throw outline.Fault ?? Unsupported($"The file looks like {outline.Description}; no reader knows it.");

        var reader = Array.Find(Known, r => r.Format == wanted)
            ?? throw new ArgumentException($"There is no reader for {wanted}.", nameof(declared));
        if (reader.Accepts(outline))
            return reader;

        throw outline.Fault ?? Unsupported(recognised is null
            ? $"The file was declared as {wanted} and looks like {outline.Description}."
            : $"The file was declared as {wanted} and is {recognised.Format}.");
    }

    private static ReportException Unsupported(string message) => new(
        ReportFault.UnsupportedFormat,
        message,
        null,
        $"Readable formats: {string.Join(", ", Formats)}. docs/reports.md describes them.");
}
