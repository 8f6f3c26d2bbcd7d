using System.Runtime.InteropServices;
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

    private HashSet<SecretRule>? _stalled;
    private bool _hasLooked;

    /// <summary>Up to where a rule has looked already, by depth and rule.</summary>
    private int[] _lookedTo = [];

    internal void Clear(int rules)
    {
        if (_lookedTo.Length != rules * SecretScanner.Depths)
            _lookedTo = new int[rules * SecretScanner.Depths];
        else if (_hasLooked)
            Array.Clear(_lookedTo);
        _hasLooked = false;
        _candidates.Clear();
        Trials = 0;
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

    internal void Add(in Candidate candidate) => _candidates.Add(candidate);

    internal bool HasLooked(int depth, int rule, int at) => at < _lookedTo[rule * SecretScanner.Depths + depth];

    internal void Looked(int depth, int rule, int to)
    {
        _lookedTo[rule * SecretScanner.Depths + depth] = to;
        _hasLooked = true;
    }

    internal void AddStalled(SecretRule rule) => (_stalled ??= []).Add(rule);

    internal bool HasStalled(SecretRule rule) => _stalled?.Contains(rule) == true;

    /// <summary>Of matches that overlap the most specific stays, then the longest, then that of the earlier rule.</summary>
    internal void Settle()
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
            SettleGroup(candidates[from..to]);
        }
    }

    private void SettleGroup(Span<Candidate> group)
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
            _matches.Add(candidate.Match);
        CollectionsMarshal.AsSpan(_matches)[first..].Sort(static (x, y) => x.Start.CompareTo(y.Start));
    }
}
