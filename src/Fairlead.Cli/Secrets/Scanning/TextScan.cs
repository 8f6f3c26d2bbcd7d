using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Fairlead.Secrets;
using Fairlead.Secrets.Allowing;
using Fairlead.Secrets.Filters;

namespace Fairlead.Cli.Secrets.Scanning;

/// <summary>A part of a text that is too large to be held whole.</summary>
/// <param name="Offset">Where it begins in the text, in bytes.</param>
/// <param name="Line">In which line, from 1.</param>
/// <param name="Column">At which byte of that line, from 1.</param>
/// <param name="From">From here on, in bytes of the part, matches are told; those before were told with the part before.</param>
/// <param name="To">Up to here; what begins later is told with the next part.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct TextPart(long Offset, long Line, long Column, int From, int To)
{
    public static readonly TextPart Whole = new(0, 1, 1, 0, int.MaxValue);
}

/// <summary>Scans texts one after another; each worker has one of its own.</summary>
/// <param name="key">Of fingerprints; empty: they have none.</param>
/// <param name="allow">What may stand where it stands.</param>
internal sealed class TextScan(SecretScanner scanner, FindingFilter filter, byte[] key, IReadOnlyList<AllowList>? allow = null) : IDisposable
{
    private readonly SecretMatches _matches = new() { Allow = allow ?? [] };
    private readonly IncrementalHash _hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);

    private readonly HashSet<AllowList> _toldLists = [];

    public void Dispose() => _hash.Dispose();

    /// <returns>The end of the last match, in bytes of the part; 0: there was none.</returns>
    public int Scan(ReadOnlySpan<byte> text, ScanPlace place, in TextPart part, ScanOutcome into)
    {
        _matches.Path = place.Path;
        scanner.Scan(text, _matches);
        foreach (var rule in _matches.Stalled)
        {
            var given = scanner.GivenUp.FirstOrDefault(one => one.Rule == rule);
            into.Missed.Add(given is null
                ? $"{place.Name}: the rule {rule.Id} took too long and was given up"
                : $"{place.Name}: the rule {rule.Id} is given up from here on, because {given.Why}");
        }

        foreach (var list in _matches.Allow.Concat(_matches.Allowed.Count == 0 && _matches.Count == 0 ? [] : scanner.Rules.Rules.SelectMany(rule => rule.Allow)))
        {
            if (list.WhyGivenUp is { } why && _toldLists.Add(list))
                into.Missed.Add($"{place.Name}: the allow list {list.Name} allows nothing from here on, because {why}");
        }

        into.OnTrial += _matches.Trials;
        into.AllowedBy.AddRange(_matches.Allowed.Where(Counts(part.From, part.To)).Select(one => one.List));
        if (_matches.Count == 0)
            return 0;

        var allowed = AllowedLines.Of(text, part.Line);
        var lines = new LineCounter(text, part.Line, part.Column);
        var characters = new CharacterCounter(text);
        var end = 0;
        foreach (ref readonly var match in _matches.All)
        {
            if (match.Start < part.From || match.Start >= part.To)
                continue;

            end = Math.Max(end, match.End);
            var (line, column) = lines.At(match.Start);
            var character = characters.At(match.Start, match.Start - column + 1);
            var secret = match.SecretIn(text);
            var found = new FoundSecret(
                match.Rule, match.Severity, place, line, column, character, part.Offset + match.Start, match.Length,
                SecretMask.Of(secret), match.CheckHolds, match.Encoding, Entropy.Of(secret), Fingerprint(match.Rule, secret));
            filter.Put(found, AllowedLines.Cover(allowed, line, text.Slice(match.Start, match.Length)), into);
        }

        return end;
    }

    private Func<AllowedMatch, bool> Counts(int from, int to) => one => one.Start >= from && one.Start < to && one.Rule.Severity >= filter.Minimum;

    private string Fingerprint(SecretRule rule, ReadOnlySpan<byte> secret)
    {
        _hash.AppendData(Encoding.UTF8.GetBytes(rule.Id));
        _hash.AppendData([0]);
        _hash.AppendData(secret);
        return Convert.ToHexStringLower(_hash.GetHashAndReset().AsSpan(0, 8));
    }

    /// <summary>Columns in characters (code points), for what does not count in bytes; each byte of a line is looked at once.</summary>
    private ref struct CharacterCounter(ReadOnlySpan<byte> text)
    {
        private readonly ReadOnlySpan<byte> _text = text;
        private long _lineStart = -1;
        private int _counted;
        private long _characters;

        public long? At(int at, long lineStart)
        {
            if (lineStart < 0)
                return null;

            if (lineStart != _lineStart)
                (_lineStart, _counted, _characters) = (lineStart, (int)lineStart, 0);
            foreach (var value in _text[_counted..at])
                _characters += (value & 0xC0) != 0x80 ? 1 : 0;
            _counted = at;
            return _characters + 1;
        }
    }
}
