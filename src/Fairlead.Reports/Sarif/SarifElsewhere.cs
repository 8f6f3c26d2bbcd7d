namespace Fairlead.Reports.Sarif;

/// <summary>
/// What a run keeps in other files (§3.15). A report is one file, so none of it is read: where it matters, it is said which
/// file was missed.
/// </summary>
internal sealed class SarifElsewhere
{
    private const int MaxNamed = 3;
    private readonly Dictionary<string, List<string>> _files = [];

    /// <summary>The lists whose absence changes which findings there are, where, or how bad.</summary>
    public static IReadOnlyList<string> Lists { get; } = ["results", "invocations", "extensions", "artifacts", "logicalLocations"];

    /// <summary>The file with rules that are not in this one.</summary>
    public string? OfRules => Of("driver") ?? Of("extensions");

    /// <param name="file">Null for one that is not understood.</param>
    public void Add(string kind, SarifFileReference? file)
    {
        if (!_files.TryGetValue(kind, out var names))
            _files[kind] = names = [];
        if (names.Count < MaxNamed && FindingText.Word(file?.Location?.Uri ?? file?.Guid) is { } name)
            names.Add(Content.ReportOutline.Quote(name));
    }

    /// <returns>The files' names; null when there are none of this kind.</returns>
    public string? Of(string kind) => !_files.TryGetValue(kind, out var names) ? null
        : names.Count == 0 ? "without a name"
        : string.Join(", ", names);
}
