using System.Runtime.InteropServices;
using System.Text;
using Fairlead.Secrets.Allowing;
using Fairlead.Secrets.Lanes;

namespace Fairlead.Secrets;

/// <summary>What a scan found, in the order of the text. It can be used for one scan after another, and takes memory only for what is found.</summary>
public sealed class SecretMatches
{
    /// <summary>The end of a text, where whole blocks are read.</summary>
    internal readonly byte[] Tail = new byte[ByteClasses.Size + 16];

    /// <summary>The words that stand beside a value, a bit for each.</summary>
    internal readonly ulong[] FoundWords = new ulong[ContextWords.MaxWords / 64];

    private readonly byte[][] _rooms = [.. Enumerable.Repeat(Array.Empty<byte>(), SecretScanner.Depths)];
    private readonly List<Candidate> _candidates = [];
    private readonly List<SecretMatch> _matches = [];

    /// <param name="At">Where it stands in the text that it was found in: of two in one encoded text only those overlap that do there.</param>
    [StructLayout(LayoutKind.Auto)]
    internal readonly record struct Candidate(SecretMatch Match, int At, int Length, int Rank, int Order)
    {
        public bool Overlaps(in Candidate other) =>
            Match.Start < other.Match.End && other.Match.Start < Match.End &&
            (Match.Encoding == SecretEncoding.Plain || other.Match.Encoding == SecretEncoding.Plain || At < other.At + other.Length && other.At < At + Length);
    }

    public ReadOnlySpan<SecretMatch> All => CollectionsMarshal.AsSpan(_matches);

    public int Count => _matches.Count;

    /// <summary>How often rules on trial matched: what is counted and not shown.</summary>
    public int Trials { get; internal set; }

    /// <summary>Shows rules on trial as well, for those who judge them.</summary>
    public bool ShowsTrials { get; init; }

    /// <summary>Rules that were given up in the scan because they took too long; mostly none.</summary>
    public IReadOnlyCollection<SecretRule> Stalled => _stalled is null ? [] : _stalled;

    /// <summary>What may stand where it stands, whichever rule finds it; beside what rules allow themselves.</summary>
    public IReadOnlyList<AllowList> Allow { get; set; } = [];

    /// <summary>Where the text comes from: the path of a file, or the name of a field; <see langword="null"/>: nowhere.</summary>
    public string? Path { get; set; }

    /// <summary>What was found and allowed, in the order in which it was found; it is not among the matches.</summary>
    public IReadOnlyList<AllowedMatch> Allowed => _allowed;

    /// <summary>Of a line, so much on each side of a secret is looked at.</summary>
    private const int LineReach = 16 << 10;

    private readonly List<AllowedMatch> _allowed = [];

    /// <summary>All that a regular expression took around its secret, by rule and place of the secret.</summary>
    private readonly Dictionary<(int Order, int At), (int Start, int Length)> _wholes = [];

    private HashSet<SecretRule>? _stalled;
    private readonly bool[] _hasLooked = new bool[SecretScanner.Depths];

    /// <summary>Up to where a rule has looked already, by depth and rule.</summary>
    private int[] _lookedTo = [];

    internal void Clear(int rules)
    {
        if (_lookedTo.Length != rules * SecretScanner.Depths)
            _lookedTo = new int[rules * SecretScanner.Depths];
        _candidates.Clear();
        Trials = 0;
        _allowed.Clear();
        _wholes.Clear();
        _matches.Clear();
        _stalled = null;
    }

    /// <summary>Room for decoded text, used again and again.</summary>
    internal Span<byte> Room(int depth, int length)
    {
        if (_rooms[depth].Length < length)
            _rooms[depth] = new byte[Math.Max(length, 2 * _rooms[depth].Length)];
        return _rooms[depth];
    }

    /// <summary>Another text begins, at this depth: in it nothing has been looked at.</summary>
    internal void Begin(int depth)
    {
        if (_hasLooked[depth])
            Array.Clear(_lookedTo, depth * (_lookedTo.Length / SecretScanner.Depths), _lookedTo.Length / SecretScanner.Depths);
        _hasLooked[depth] = false;
    }

    internal void Add(in Candidate candidate) => _candidates.Add(candidate);

    internal bool HasLooked(int depth, int rule, int at) => at < _lookedTo[depth * (_lookedTo.Length / SecretScanner.Depths) + rule];

    internal void Looked(int depth, int rule, int to)
    {
        _lookedTo[depth * (_lookedTo.Length / SecretScanner.Depths) + rule] = to;
        _hasLooked[depth] = true;
    }

    internal void NoteWhole(int rule, int at, int start, int length) => _wholes[(rule, at)] = (start, length);

    internal void AddStalled(SecretRule rule) => (_stalled ??= []).Add(rule);

    internal bool HasStalled(SecretRule rule) => _stalled?.Contains(rule) == true;

    /// <summary>Of matches that overlap the most specific stays, then the longest, then that of the earlier rule.</summary>
    /// <param name="text">In which they were found.</param>
    internal void Settle(ReadOnlySpan<byte> text)
    {
        if (_candidates.Count == 0)
            return;

        var candidates = CollectionsMarshal.AsSpan(_candidates);
        candidates.Sort(static (x, y) => x.Match.Start.CompareTo(y.Match.Start));
        for (int from = 0, to; from < candidates.Length; from = to)
        {
            var end = candidates[from].Match.End;
            for (to = from + 1; to < candidates.Length && candidates[to].Match.Start < end; to++)
                end = Math.Max(end, candidates[to].Match.End);
            SettleGroup(candidates[from..to], text);
        }
    }

    private AllowList? AllowedBy(in Candidate candidate, ReadOnlySpan<byte> text)
    {
        var match = candidate.Match;
        if (Allow.Count + match.Rule.Allow.Count == 0)
            return null;

        var secret = Encoding.UTF8.GetString(match.SecretIn(text));
        var whole = match.Encoding == SecretEncoding.Plain && _wholes.TryGetValue((candidate.Order, candidate.At), out var place)
            ? Encoding.UTF8.GetString(text.Slice(place.Start, place.Length))
            : secret;
        var before = text[Math.Max(0, match.Start - LineReach)..match.Start];
        var after = text[match.End..Math.Min(text.Length, match.End + LineReach)];
        var from = match.Start - (before.Length - (before.LastIndexOf((byte)'\n') + 1));
        var line = after.IndexOf((byte)'\n') is var end and >= 0 ? text[from..(match.End + end)] : text[from..(match.End + after.Length)];
        var asked = new AllowQuestion(secret, whole, Encoding.UTF8.GetString(line), Path);
        foreach (var list in match.Rule.Allow.Concat(Allow))
        {
            if (list.Allows(match.Rule, asked))
                return list;
        }

        return null;
    }

    /// <summary>What is allowed hides what it overlaps, as what is told does: it is one secret, and it may stand there.</summary>
    private void SettleGroup(Span<Candidate> group, ReadOnlySpan<byte> text)
    {
        var first = _matches.Count;
        group.Sort(static (x, y) =>
            x.Rank != y.Rank ? x.Rank.CompareTo(y.Rank)
            : x.Match.Length != y.Match.Length ? y.Match.Length.CompareTo(x.Match.Length)
            : x.Order != y.Order ? x.Order.CompareTo(y.Order)
            : x.Match.Encoding.CompareTo(y.Match.Encoding));
        var kept = 0;
        foreach (var candidate in group)
        {
            var taken = false;
            for (var i = 0; i < kept && !taken; i++)
                taken = candidate.Overlaps(group[i]);
            if (!taken)
                group[kept++] = candidate;
        }

        foreach (var candidate in group[..kept])
        {
            if (AllowedBy(candidate, text) is { } list)
                _allowed.Add(new AllowedMatch(candidate.Match.Rule, candidate.Match.Start, list.Name));
            else
                _matches.Add(candidate.Match);
        }

        CollectionsMarshal.AsSpan(_matches)[first..].Sort(static (x, y) => x.Start.CompareTo(y.Start));
    }
}
