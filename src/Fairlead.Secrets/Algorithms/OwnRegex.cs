using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;
using System.Text.Unicode;
using Fairlead.Secrets.Dialects;
using Fairlead.Secrets.Filters;
using Fairlead.Secrets.Lanes;
using Fairlead.Secrets.Limits;

namespace Fairlead.Secrets.Algorithms;

/// <summary>
/// A regular expression that somebody else wrote: run without backtracking, on the text around a literal that every match holds or, where it has none,
/// on all of it, within the limits of its rule.
/// </summary>
internal sealed class OwnRegex : SecretAlgorithm
{
    private const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;

    /// <summary>Of a text that is read whole, so much at a time.</summary>
    private const int Part = 64 << 10;

    /// <summary>A window is so many reaches long, so that where literals are dense little is read twice.</summary>
    private const int ReachesAhead = 5;

    private readonly SecretShape.Regex _shape;
    private readonly int _back;
    private readonly bool _dropsMadeUp;
    private readonly CharacterNeeds? _needs;
    private readonly SearchValues<string>? _nearby;
    private volatile Regex? _regex;

    public OwnRegex(SecretShape.Regex shape, RuleLimits limits)
    {
        _shape = shape;
        Meter = new RuleMeter(limits);
        _back = shape.Written?.Back ?? 0;
        _dropsMadeUp = shape.Written is null;
        _needs = shape.Written?.Needs;
        if (shape.Written is { Nearby.Count: > 0 } written)
            _nearby = SearchValues.Create([.. written.Nearby], StringComparison.OrdinalIgnoreCase);
    }

    public RuleMeter Meter { get; }

    public override IReadOnlyList<string> Literals => _shape.Keywords;

    public override void Find(int start, int end, CompiledRule rule, in ScanPass pass)
    {
        var text = pass.Text;
        if (Meter.WhyGivenUp is not null || text.IsEmpty)
            return;

        if (Literals.Count == 0)
        {
            var reach = Reach(text);
            for (var from = 0; from < text.Length && Meter.WhyGivenUp is null; from += Part)
                Look(Math.Max(0, from - reach), (int)Math.Min(text.Length, (long)from + Part + reach), rule, pass);
            return;
        }

        if (pass.Into.HasLooked(pass.Depth, rule.Order, start))
            return;

        var near = text[Math.Max(0, start - _shape.Window)..(int)Math.Min(text.Length, end + (ReachesAhead + 1L) * _shape.Window)];
        var around = Reach(near);
        var to = (int)Math.Min(text.Length, (long)end + ReachesAhead * around);
        Look(Math.Max(0, start - around), to, rule, pass);
        pass.Into.Looked(pass.Depth, rule.Order, to == text.Length ? to : to - around);
    }

    /// <summary>How many bytes a match may take: of what one UTF-16 unit says, a character takes three at most.</summary>
    private int Reach(ReadOnlySpan<byte> text) => Ascii.IsValid(text) ? _shape.Window : Math.Min(3 * _shape.Window, Math.Max(_shape.Window, 64 << 10));

    private void Look(int from, int to, CompiledRule rule, in ScanPass pass)
    {
        var text = pass.Text;
        while (from > 0 && from < to && (text[from] & 0xC0) == 0x80)
            from++;
        while (to < text.Length && to > from && (text[to] & 0xC0) == 0x80)
            to--;
        var look = Meter.Begin();
        var characters = ArrayPool<char>.Shared.Rent(to - from);
        try
        {
            var window = text[from..to];
            // Of what is no UTF-8 each byte is a character, so that places stay true.
            var encoding = Utf8.IsValid(window) ? Encoding.UTF8 : Encoding.Latin1;
            var decoded = characters.AsSpan(0, encoding.GetChars(window, characters));
            if (_nearby is null || decoded.ContainsAny(_nearby))
                Look(decoded, encoding, from, to, look, rule, pass);
        }
        catch (RegexMatchTimeoutException)
        {
            Meter.TookTooLong();
        }
        finally
        {
            ArrayPool<char>.Shared.Return(characters, clearArray: true);
            look.End(to - from);
            if (Meter.WhyGivenUp is not null)
            {
                _regex = null;
                pass.Into.AddStalled(rule.Rule);
            }
        }
    }

    private void Look(ReadOnlySpan<char> decoded, Encoding encoding, int from, int to, in RuleMeter.Look look, CompiledRule rule, in ScanPass pass)
    {
        var regex = _regex ?? Build();
        // The first character of a window within the text is what stands before: there the text does not begin.
        var next = from > 0 && decoded.Length > 0 ? 1 : 0;
        string? whole = null;
        var (counted, bytes) = (0, 0);
        while (next <= decoded.Length)
        {
            // Groups are told only of strings, which are made where there is something.
            if (whole is null)
            {
                if (!IsMatch(regex, decoded, next))
                    return;
                whole = new string(decoded);
            }

            var match = regex.Match(whole, next);
            if (!match.Success)
                return;

            var secret = SecretOf(match);
            var end = match.Index + match.Length;
            // What ends with the window may go on behind it; the next window tells.
            if (end == decoded.Length && to < pass.Text.Length)
                return;

            if (secret.Length > 0)
            {
                bytes += encoding.GetByteCount(decoded[counted..match.Index]);
                counted = match.Index;
                var start = from + bytes + encoding.GetByteCount(decoded[match.Index..secret.Index]);
                if (pass.Depth == 0)
                    pass.Into.NoteWhole(rule.Order, start, from + bytes, encoding.GetByteCount(decoded[match.Index..end]));
                Told(start, encoding.GetByteCount(decoded.Slice(secret.Index, secret.Length)), rule, pass);
                next = Math.Max(next + 1, Math.Max(match.Index + 1, secret.Index + secret.Length - _back));
            }
            else
            {
                next = Math.Max(next + 1, end);
            }

            if (look.IsOverdue)
            {
                Meter.TookTooLong();
                return;
            }
        }
    }

    private void Told(int start, int length, CompiledRule rule, in ScanPass pass)
    {
        var secret = pass.Text.Slice(start, length);
        if (!(_dropsMadeUp && Placeholders.IsCertainly(secret)) && _needs?.AreMetBy(secret) != false)
            pass.Accept(rule, start, length);
    }

    /// <summary>Of several groups that may hold it the first that took something; empty: none did.</summary>
    private static Group SecretOf(Match match)
    {
        var secret = match.Groups[RegexTranslation.SecretGroup(0)];
        for (var next = 1; secret.Length == 0 && match.Groups.ContainsKey(RegexTranslation.SecretGroup(next)); next++)
            secret = match.Groups[RegexTranslation.SecretGroup(next)];
        return secret;
    }

    private Regex Build()
    {
        lock (_shape)
        {
            using var tables = Meter.Growing();
            return _regex ??= new Regex(_shape.Pattern, Options, Meter.LongestLook);
        }
    }

    private bool IsMatch(Regex regex, ReadOnlySpan<char> text, int from)
    {
        using var tables = Meter.Growing();
        foreach (var _ in regex.EnumerateMatches(text, from))
            return true;
        return false;
    }
}
