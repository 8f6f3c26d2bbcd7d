using System.Globalization;
using System.Text;

namespace Fairlead.Secrets.Patterns;

/// <summary>
/// Reads the pattern language of tokens and values: literals, classes, <c>\d \w \s</c>, groups, alternatives and repetition. It has no anchors,
/// no look-around and no back-references: where a secret begins and ends is decided by the engine.
/// </summary>
internal ref struct PatternParser
{
    private const int MaxRepeat = 5_000;
    private const int MaxDepth = 40;

    private readonly ReadOnlySpan<char> _text;
    private int _at;
    private int _depth;
    private bool _anyCase;

    private PatternParser(string text) => _text = text;

    /// <exception cref="PatternException">Says what is wrong and where.</exception>
    public static PatternNode Parse(string text)
    {
        var parser = new PatternParser(text);
        var node = parser.Choice();
        if (parser._at < text.Length)
            throw new PatternException("This closing bracket closes nothing.", parser._at);

        return node;
    }

    private PatternNode Choice()
    {
        if (++_depth > MaxDepth)
            throw new PatternException($"Groups are nested deeper than {MaxDepth}.", _at);

        var anyCase = _anyCase;
        var options = new List<PatternNode> { Sequence() };
        while (_at < _text.Length && _text[_at] == '|')
        {
            _at++;
            options.Add(Sequence());
        }

        _anyCase = anyCase;
        _depth--;
        return options.Count == 1 ? options[0] : new PatternNode.Choice(options);
    }

    private PatternNode Sequence()
    {
        var parts = new List<PatternNode>();
        while (_at < _text.Length && _text[_at] is not ('|' or ')'))
        {
            var part = Repeated();
            if (part is PatternNode.Sequence inner)
                parts.AddRange(inner.Parts);
            else
                parts.Add(part);
        }

        return parts.Count == 1 ? parts[0] : new PatternNode.Sequence(parts);
    }

    private PatternNode Repeated()
    {
        var part = Single();
        while (_at < _text.Length)
        {
            var (min, max) = _text[_at] switch
            {
                '?' => (0, 1),
                '*' => (0, null),
                '+' => (1, null),
                '{' => Counts(),
                _ => (-1, (int?)null),
            };
            if (min < 0)
                break;

            _at++;
            if (_at < _text.Length && _text[_at] is '?' or '+')
                throw new PatternException("Lazy and possessive repetition are not known here: the longest text counts.", _at);

            part = new PatternNode.Repeat(part, min, max);
        }

        return part;
    }

    /// <summary>Leaves <see cref="_at"/> at the closing brace.</summary>
    private (int Min, int? Max) Counts()
    {
        var close = _text[_at..].IndexOf('}');
        var inside = close < 0 ? default : _text.Slice(_at + 1, close - 1);
        var comma = inside.IndexOf(',');
        if (close < 0 || !TryCount(comma < 0 ? inside : inside[..comma], out var min))
            throw new PatternException("A count such as {3}, {3,} or {3,5} is expected.", _at);

        int? max = min;
        if (comma >= 0)
        {
            max = null;
            if (comma + 1 < inside.Length)
            {
                if (!TryCount(inside[(comma + 1)..], out var most) || most < min)
                    throw new PatternException("The second count is less than the first.", _at);
                max = most;
            }
        }

        if (min > MaxRepeat || max > MaxRepeat)
            throw new PatternException($"Nothing may be repeated more than {MaxRepeat} times.", _at);

        _at += close;
        return (min, max);
    }

    private static bool TryCount(ReadOnlySpan<char> text, out int count) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out count);

    private PatternNode Single()
    {
        var character = _text[_at];
        switch (character)
        {
            case '(':
                return Group();
            case '[':
                return new PatternNode.Bytes(Cased(Class()));
            case '.':
                _at++;
                return new PatternNode.Bytes(ByteSet.NotNewLine);
            case '\\':
                return new PatternNode.Bytes(Cased(Escape()));
            case '^' or '$':
                throw new PatternException("Anchors are not known here: where a secret begins and ends is decided by the engine.", _at);
            case '?' or '*' or '+' or '{' or '}' or ']':
                throw new PatternException($"'{character}' stands where a character is expected; write \\{character} for the character itself.", _at);
            default:
                return Literal();
        }
    }

    private PatternNode Literal()
    {
        if (!Rune.TryGetRuneAt(_text[_at..].ToString(), 0, out var rune))
            throw new PatternException("Half of a surrogate pair is no character.", _at);

        _at += rune.Utf16SequenceLength;
        Span<byte> bytes = stackalloc byte[4];
        var length = rune.EncodeToUtf8(bytes);
        if (length == 1)
            return new PatternNode.Bytes(Cased(ByteSet.Of(bytes[0])));

        var parts = new PatternNode[length];
        for (var i = 0; i < length; i++)
            parts[i] = new PatternNode.Bytes(ByteSet.Of(bytes[i]));
        return new PatternNode.Sequence(parts);
    }

    private PatternNode Group()
    {
        var open = _at++;
        var anyCase = _anyCase;
        if (_at < _text.Length && _text[_at] == '?')
        {
            var rest = _text[_at..];
            if (rest.StartsWith("?:"))
            {
                _at += 2;
            }
            else if (rest.StartsWith("?i:"))
            {
                _at += 3;
                _anyCase = true;
            }
            else
            {
                throw new PatternException("Of groups with a question mark only (?:…) and (?i:…) are known.", open);
            }
        }

        var inside = Choice();
        if (_at >= _text.Length)
            throw new PatternException("This bracket is not closed.", open);

        _at++;
        _anyCase = anyCase;
        return inside;
    }

    private ByteSet Class()
    {
        var open = _at++;
        var negated = _at < _text.Length && _text[_at] == '^';
        if (negated)
            _at++;

        var set = default(ByteSet);
        var first = true;
        while (_at < _text.Length && (_text[_at] != ']' || first))
        {
            first = false;
            var (from, single) = ClassItem();
            if (single is { } low && _at + 1 < _text.Length && _text[_at] == '-' && _text[_at + 1] != ']')
            {
                _at++;
                var (_, high) = ClassItem();
                if (high is null || high < low)
                    throw new PatternException("This range of characters runs backwards.", _at);
                set |= ByteSet.Range(low, high.Value);
            }
            else
            {
                set |= from;
            }
        }

        if (_at >= _text.Length)
            throw new PatternException("This class is not closed.", open);

        _at++;
        return negated ? ~Cased(set) : set;
    }

    private (ByteSet Set, int? Single) ClassItem()
    {
        if (_text[_at] == '\\')
        {
            var set = Escape();
            return (set, set.Count == 1 ? set.Values().First() : null);
        }

        var character = _text[_at];
        if (character > 127)
            throw new PatternException("Classes hold ASCII characters only.", _at);
        if (character == '[')
            throw new PatternException("A bracket within a class is written \\[.", _at);

        _at++;
        return (ByteSet.Of(character), character);
    }

    private ByteSet Escape()
    {
        if (_at + 1 >= _text.Length)
            throw new PatternException("A backslash stands at the end.", _at);

        var character = _text[_at + 1];
        _at += 2;
        switch (character)
        {
            case 'd': return ByteSet.Digits;
            case 'w': return ByteSet.Word;
            case 's': return ByteSet.Blank;
            case 'n': return ByteSet.Of('\n');
            case 'r': return ByteSet.Of('\r');
            case 't': return ByteSet.Of('\t');
            case 'x' when _at + 2 <= _text.Length &&
                byte.TryParse(_text.Slice(_at, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value):
                _at += 2;
                return ByteSet.Of(value);
            default:
                if (char.IsAsciiLetterOrDigit(character) || character > 127)
                    throw new PatternException($"\\{character} is not known here.", _at - 2);
                return ByteSet.Of(character);
        }
    }

    private readonly ByteSet Cased(ByteSet set) => _anyCase ? set.WithBothCases() : set;
}
