using System.Diagnostics;

namespace Fairlead.Reports;

/// <summary>Why a whole file is refused. Each has one stable title and slug.</summary>
public enum ReportFault
{
    UnsupportedFormat,
    InvalidContent,
    EmptyReport,
    MalformedJson,
    JsonTooDeep,
    InvalidEncoding,
    InvalidCsv,
    LimitExceeded,
}

/// <summary>
/// A file that cannot be read as a report. It may be thrown after findings were handed out: who imports takes in all or nothing.
/// </summary>
/// <param name="place">Line and byte, JSON path or row and column; null where the whole file is meant.</param>
/// <param name="nextStep">What the reader of the message can do.</param>
public sealed class ReportException(
    ReportFault fault, string message, string? place, string nextStep, Exception? cause = null)
    : Exception(message, cause)
{
    /// <param name="file">Which one, where there are several.</param>
    public static ReportException Empty(string? file) => new(
        ReportFault.EmptyReport, "The file is empty.", file, "Run the scanner again and check that it wrote its report.");

    public ReportFault Fault { get; } = fault;

    public string? Place { get; } = place;

    public string NextStep { get; } = nextStep;

    /// <summary>The title of the problem document, from the closed list of the API.</summary>
    public string Title => Fault switch
    {
        ReportFault.UnsupportedFormat => "Unsupported report format",
        ReportFault.InvalidContent => "Invalid report content",
        ReportFault.EmptyReport => "Empty report",
        ReportFault.MalformedJson => "Malformed JSON",
        ReportFault.JsonTooDeep => "JSON too deep",
        ReportFault.InvalidEncoding => "Invalid text encoding",
        ReportFault.InvalidCsv => "Invalid CSV",
        ReportFault.LimitExceeded => "Limit exceeded",
        _ => throw new UnreachableException(),
    };

    /// <summary>The last part of the problem type's URN.</summary>
    public string Slug => Title.ToLowerInvariant().Replace(' ', '-');

    /// <summary>Message, place and next step as one line for a terminal or a log.</summary>
    public string Explanation => Place is null ? $"{Message} {NextStep}" : $"{Message} ({Place}) {NextStep}";
}
