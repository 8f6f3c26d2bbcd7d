using System.Globalization;
using Fairlead.Cli.Commands;
using Fairlead.Cli.Secrets.Scanning;
using Fairlead.Cli.Terminal;
using Fairlead.Kernel;

namespace Fairlead.Cli.Secrets.Output;

/// <summary>What a scan came to in all, and what it ends with.</summary>
internal sealed class ScanTally
{
    /// <summary>So many lines are told of each kind of trouble.</summary>
    private const int ToldLines = 100;

    private readonly SortedDictionary<Severity, long> _bySeverity = new(Comparer<Severity>.Create((x, y) => y.CompareTo(x)));
    private readonly List<string> _missed = [];
    private readonly List<string> _badLines = [];
    private readonly SortedDictionary<string, long> _allowedBy = new(StringComparer.Ordinal);
    private long _texts;
    private long _bytes;
    private long _binary;
    private long _allowed;
    private long _known;
    private long _onTrial;

    public long Found { get; private set; }

    /// <summary>What was to be scanned and was not.</summary>
    public IReadOnlyList<string> Missed => _missed;

    public IReadOnlyList<string> BadLines => _badLines;

    public ExitCode ExitCode =>
        _badLines.Count > 0 ? ExitCode.BadData : _missed.Count > 0 ? ExitCode.DonePartly : Found > 0 ? ExitCode.SecretsFound : ExitCode.Done;

    public void Add(ScanOutcome outcome)
    {
        _texts += outcome.Texts;
        _bytes += outcome.Bytes;
        _binary += outcome.IsBinary ? 1 : 0;
        _allowed += outcome.Allowed;
        foreach (var list in outcome.AllowedBy)
            _allowedBy[list] = _allowedBy.GetValueOrDefault(list) + 1;
        _known += outcome.Known;
        _onTrial += outcome.OnTrial;
        _missed.AddRange(outcome.Missed);
        _badLines.AddRange(outcome.BadLines);
        Found += outcome.Found.Count;
        foreach (var found in outcome.Found)
            _bySeverity[found.Severity] = _bySeverity.GetValueOrDefault(found.Severity) + 1;
    }

    /// <summary>What the input tells when all of it was given out.</summary>
    public void Add(ScanInput input)
    {
        _missed.AddRange(input.Walk.Unreadable);
        _missed.AddRange(input.Unreadable);
        _texts += input.Walk.Empty;
    }

    /// <param name="texts">What was looked at, such as <c>files</c>.</param>
    public void Write(Screen screen, ScanInput input, (string One, string Many) texts, TimeSpan took)
    {
        Warn(screen, _missed);
        Warn(screen, _badLines);
        var seconds = Math.Max(took.TotalSeconds, 0.001);
        var found = Found == 0 ? "no secrets" : $"{Counted(Found, "secret", "secrets")}: {string.Join(", ", _bySeverity.Select(s => $"{s.Value:N0} {Words.Of(s.Key)}"))}";
        screen.Note(string.Create(
            CultureInfo.InvariantCulture,
            $"{Counted(_texts, texts.One, texts.Many)}, {Size(_bytes)} in {seconds:0.00} s ({_bytes / 1e6 / seconds:N1} MB/s): {found}."));
        List<string> leftOut = [];
        var folders = input.Walk.LeftOut;
        if (folders.Count > 0)
            leftOut.Add($"{Counted(folders.Values.Sum(), "folder", "folders")} ({string.Join(", ", folders.Keys)})");
        if (_binary > 0)
            leftOut.Add(Counted(_binary, "binary file", "binary files"));
        if (leftOut.Count > 0)
            screen.Note($"Not looked into: {string.Join(", ", leftOut)}.");
        WriteNotShown(screen);
    }

    private void WriteNotShown(Screen screen)
    {
        (long Count, string Why)[] kinds =
        [
            (_known, "in the baseline"), (_allowed, "allowed by a comment"), .. _allowedBy.Select(list => (list.Value, $"allowed by {InertText.OneLine(list.Key)}")),
            (_onTrial, "of rules on trial"),
        ];
        var told = kinds.Where(k => k.Count > 0).Select(k => $"{k.Count:N0} {k.Why}").ToList();
        if (told.Count > 0)
            screen.Note($"Not shown: {string.Join(", ", told)}.");
    }

    private static void Warn(Screen screen, List<string> troubles)
    {
        foreach (var trouble in troubles.Take(ToldLines))
            screen.Warn($"{trouble}.");
        if (troubles.Count > ToldLines)
            screen.Warn($"… and {troubles.Count - ToldLines:N0} more such.");
    }

    private static string Size(long bytes) => bytes < 100_000 ? Counted(bytes, "byte", "bytes") : string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:N1} MB");

    private static string Counted(long count, string one, string many) => $"{count:N0} {(count == 1 ? one : many)}";
}
