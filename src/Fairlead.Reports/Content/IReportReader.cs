namespace Fairlead.Reports.Content;

/// <summary>One format: recognises it by content and opens it. A new format is a folder with one of these and a line in the registry.</summary>
internal interface IReportReader
{
    ReportFormat Format { get; }

    /// <summary>Whether the outline is this format's, in a version that may or may not be readable.</summary>
    bool Recognises(ReportOutline outline);

    /// <summary>Whether it is worth reading when the caller says that it is this format; the reader then says what is wrong.</summary>
    bool Accepts(ReportOutline outline) => Recognises(outline);

    /// <exception cref="ReportException">The report cannot be read.</exception>
    Task<IReportBody> OpenAsync(ReportSource source, ReportOptions options, CancellationToken ct);
}
