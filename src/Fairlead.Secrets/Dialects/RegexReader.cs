using System.Globalization;
using Fairlead.Secrets.Patterns;

namespace Fairlead.Secrets.Dialects;

/// <summary>Reads a regular expression of another dialect. What it does not know it refuses with the place: a rule that silently means something else finds nothing.</summary>
internal sealed class RegexReader
{
    private const int MaxDepth = 100;
    private const int MaxRepeat = 5_000;

    private readonly string _text;
    private readonly RegexDialect _dialect;
    private Flags _flags;
    private int _at;
    private int _depth;

    [System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Auto)]
    private record struct Flags(bool AnyCase, bool AnyCaseOfAll, bool MultiLine, bool DotAll, bool Extended, bool UnixLines, bool SwapsLazy);

    private RegexReader(string text, RegexDialect dialect) => (_text, _dialect) = (text, dialect);

    public List<RegexNode.Group> Groups { get; } = [];

    /// <exception cref="PatternException">Says what is wrong and where.</exception>
    public static (RegexNode Root, IReadOnlyList<RegexNode.Group> Groups) Read(string text, RegexDialect dialect)
    {
        var reader = new RegexReader(text, dialect);
        var root = reader.Choice();
        if (reader._at < text.Length)
            throw new PatternException("This closing bracket closes nothing.", reader._at);

        return (root, reader.Groups);
    }

    private bool IsJava => _dialect == RegexDialect.Java;

    private bool IsOver => _at >= _text.Length;

    private RegexNode Choice()
    {
        if (++_depth > MaxDepth)
            throw new PatternException($"Groups are nested deeper than {MaxDepth}.", _at);

        var from = _at;
        var options = new List<RegexNode> { Sequence() };
        while (!IsOver && _text[_at] == '|')
        {
            _at++;
            options.Add(Sequence());
        }

        _depth--;
        return options.Count == 1 ? options[0] : new RegexNode.Choice(from, options);
    }

    private RegexNode Sequence()
    {
        var from = _at;
        var parts = new List<RegexNode>();
        while (true)
        {
            SkipComments();
            if (IsOver || _text[_at] is '|' or ')')
                break;
            if (Quoted(parts))
                continue;
            if (Single() is { } part)
                parts.Add(Repeated(part));
        }

        return parts.Count == 1 ? parts[0] : new RegexNode.Sequence(from, parts);
    }

    private void SkipComments()
    {
        while (_flags.Extended && !IsOver)
        {
            if (char.IsWhiteSpace(_text[_at]))
                _at++;
            else if (_text[_at] == '#')
                while (!IsOver && _text[_at] != '\n')
                    _at++;
            else
                break;
        }
    }

    /// <summary><c>\Q…\E</c>: all of it as it stands; a repetition behind it is of its last character.</summary>
    private bool Quoted(List<RegexNode> parts)
    {
        if (_dialect == RegexDialect.Rust || !Rest.StartsWith(@"\Q"))
            return false;

        _at += 2;
        var end = _text.IndexOf(@"\E", _at, StringComparison.Ordinal);
        var to = end < 0 ? _text.Length : end;
        for (; _at < to; _at++)
        {
            var literal = Literal(_text[_at], _at);
            if (_at + 1 < to || end < 0)
            {
                parts.Add(literal);
                continue;
            }

            _at = end + 2;
            parts.Add(Repeated(literal));
            return true;
        }

        _at = end < 0 ? to : end + 2;
        return true;
    }

    private ReadOnlySpan<char> Rest => _text.AsSpan(_at);

    private RegexNode Repeated(RegexNode part)
    {
        var isRepeated = false;
        while (true)
        {
            SkipComments();
            if (IsOver)
                return part;

            var at = _at;
            int min;
            int? max;
            switch (_text[_at])
            {
                case '?': (min, max) = (0, 1); break;
                case '*': (min, max) = (0, null); break;
                case '+': (min, max) = (1, null); break;
                case '{' when Counts(out min, out max): break;
                default: return part;
            }

            _at++;
            if (isRepeated && !IsJava)
                throw new PatternException("A repetition of a repetition needs a group around the first.", at);
            if (part is RegexNode.Anchor or RegexNode.Look)
                throw new PatternException("What stands between characters cannot be repeated.", at);

            var kind = _flags.SwapsLazy ? RepeatKind.Lazy : RepeatKind.Greedy;
            if (!IsOver && _text[_at] == '?')
            {
                kind = kind == RepeatKind.Lazy ? RepeatKind.Greedy : RepeatKind.Lazy;
                _at++;
            }
            else if (IsJava && !IsOver && _text[_at] == '+')
            {
                kind = RepeatKind.Possessive;
                _at++;
            }

            part = new RegexNode.Repeat(at, part, min, max, kind);
            isRepeated = true;
        }
    }

    /// <summary>Leaves <see cref="_at"/> at the closing brace.</summary>
    private bool Counts(out int min, out int? max)
    {
        (min, max) = (0, null);
        var close = _text.IndexOf('}', _at);
        var inside = close < 0 ? "" : _text[(_at + 1)..close];
        var comma = inside.IndexOf(',', StringComparison.Ordinal);
        var first = comma < 0 ? inside : inside[..comma];
        if (inside.Length == 0 || !inside.All(c => char.IsAsciiDigit(c) || c == ',') || first.Length == 0 || inside.Count(c => c == ',') > 1)
            return _dialect == RegexDialect.Go ? false : throw new PatternException("A count such as {3}, {3,} or {3,5} is expected; write \\{ for the brace itself.", _at);

        min = Count(first);
        max = comma < 0 ? min : comma + 1 == inside.Length ? null : Count(inside[(comma + 1)..]);
        if (max < min)
            throw new PatternException("The second count is less than the first.", _at);

        _at = close;
        return true;
    }

    private int Count(string digits) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count <= MaxRepeat
            ? count
            : throw new PatternException($"Nothing may be repeated more than {MaxRepeat} times.", _at);

    /// <returns><see langword="null"/>: it was flags for what follows.</returns>
    private RegexNode? Single()
    {
        var from = _at;
        var character = _text[_at];
        switch (character)
        {
            case '(':
                return Group();
            case '[':
                return new RegexNode.Set(from, Cased(Class()));
            case '.':
                _at++;
                return new RegexNode.Set(from, _flags.DotAll ? CharacterSet.All : ~(IsJava && !_flags.UnixLines ? CharacterSet.LineEnds : CharacterSet.NewLine));
            case '^':
                _at++;
                return new RegexNode.Anchor(from, AnchorKind.Begin, _flags.MultiLine ? "(?m:^)" : @"\A");
            case '$':
                _at++;
                return new RegexNode.Anchor(from, AnchorKind.End, _flags.MultiLine ? IsJava ? @"(?m:\r?$)" : "(?m:$)" : IsJava ? @"\r?\Z" : @"\z");
            case '\\':
                return Escaped();
            case '?' or '*' or '+':
                throw new PatternException($"'{character}' stands where a character is expected; write \\{character} for the character itself.", _at);
            case '{' when _dialect != RegexDialect.Go:
                throw new PatternException("'{' stands where a character is expected; write \\{ for the brace itself.", _at);
            default:
                _at++;
                return Literal(character, from);
        }
    }

    private RegexNode Literal(char character, int at)
    {
        if (char.IsSurrogate(character))
        {
            // Both halves are one character, to be repeated together.
            if (!char.IsHighSurrogate(character) || IsOver || !char.IsLowSurrogate(_text[_at]))
                throw new PatternException("Half of a surrogate pair is no character.", at);
            return new RegexNode.Sequence(at, [new RegexNode.Set(at, CharacterSet.Of(character)), new RegexNode.Set(at, CharacterSet.Of(_text[_at++]))]);
        }

        if (character == '\0')
            throw new PatternException("A NUL stands in no text that is scanned.", at);
        return new RegexNode.Set(at, Cased(CharacterSet.Of(character)));
    }

    private CharacterSet Cased(CharacterSet set) => _flags.AnyCase ? set.WithBothCases(_flags.AnyCaseOfAll || !IsJava) : set;

    private RegexNode? Group()
    {
        var open = _at++;
        var flags = _flags;
        RegexNode Closed(Func<RegexNode, RegexNode> made)
        {
            var inside = Choice();
            if (IsOver)
                throw new PatternException("This bracket is not closed.", open);
            _at++;
            _flags = flags;
            return made(inside);
        }

        if (IsOver || _text[_at] != '?')
            return Captured(null);

        var rest = Rest;
        if (rest.StartsWith("?:"))
        {
            _at += 2;
            return Closed(inside => new RegexNode.Group(open, inside, 0, null));
        }

        if (rest.StartsWith("?>") && IsJava)
        {
            _at += 2;
            return Closed(inside => new RegexNode.Atomic(open, inside));
        }

        foreach (var (sign, ahead, negative) in ((string, bool, bool)[])[("?=", true, false), ("?!", true, true), ("?<=", false, false), ("?<!", false, true)])
        {
            if (!rest.StartsWith(sign))
                continue;
            if (!IsJava)
                throw new PatternException("This dialect has no look-around.", open);
            _at += sign.Length;
            return Closed(inside => new RegexNode.Look(open, inside, ahead, negative));
        }

        if (rest.StartsWith("?<") || rest.StartsWith("?P<"))
        {
            _at += rest.StartsWith("?P") ? 3 : 2;
            var end = _text.IndexOf('>', _at);
            var name = end < 0 ? "" : _text[_at..end];
            if (name.Length == 0 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
                throw new PatternException("The name of a group is letters, digits and underscores, as in (?<secret>…).", open);
            _at = end + 1;
            return Captured(name);
        }

        _at++;
        ReadFlags(open);
        if (!IsOver && _text[_at] == ')')
        {
            _at++;
            return null;
        }

        _at++;
        return Closed(inside => new RegexNode.Group(open, inside, 0, null));

        RegexNode Captured(string? name)
        {
            // Groups are counted by their opening brackets.
            var number = Groups.Count;
            Groups.Add(null!);
            return Closed(inside => Groups[number] = new RegexNode.Group(open, inside, number + 1, name));
        }
    }

    /// <summary>Leaves <see cref="_at"/> at the bracket or the colon.</summary>
    private void ReadFlags(int open)
    {
        var isOn = true;
        for (; !IsOver && _text[_at] is not (')' or ':'); _at++)
        {
            switch (_text[_at])
            {
                case '-' when isOn: isOn = false; break;
                case 'i': _flags.AnyCase = isOn; break;
                case 'm': _flags.MultiLine = isOn; break;
                case 's': _flags.DotAll = isOn; break;
                case 'x' when _dialect != RegexDialect.Go: _flags.Extended = isOn; break;
                case 'd' when IsJava: _flags.UnixLines = isOn; break;
                case 'u' when IsJava: _flags.AnyCaseOfAll = isOn; break;
                case 'u' when _dialect == RegexDialect.Rust: break;
                case 'U' when !IsJava: _flags.SwapsLazy = isOn; break;
                case 'U': throw new PatternException("With (?U) classes are those of Unicode, which the engine's are not quite; write \\p{L} and \\p{Nd} where such are meant.", _at);
                default: throw new PatternException($"(?{_text[_at]}…) is not known here.", open);
            }
        }

        if (IsOver)
            throw new PatternException("This bracket is not closed.", open);
    }

    private RegexNode Escaped()
    {
        var from = _at;
        if (_at + 1 >= _text.Length)
            throw new PatternException("A backslash stands at the end.", _at);

        var character = _text[_at + 1];
        RegexNode Anchor(AnchorKind kind, string text)
        {
            _at += 2;
            return new RegexNode.Anchor(from, kind, text);
        }

        switch (character)
        {
            case 'b' when !Rest.StartsWith(@"\b{"): return Anchor(AnchorKind.Word, @"\b");
            case 'B': return Anchor(AnchorKind.Word, @"\B");
            case 'A': return Anchor(AnchorKind.Begin, @"\A");
            case 'z': return Anchor(AnchorKind.End, @"\z");
            case 'Z' when IsJava: return Anchor(AnchorKind.End, @"\r?\Z");
            case >= '1' and <= '9':
                throw new PatternException($"\\{character} refers back to a group, which takes more than linear time. Write out what stands there, or leave it to entropy.", from);
            case 'k' when IsJava:
                throw new PatternException("\\k refers back to a group, which takes more than linear time. Write out what stands there.", from);
            case 'R' when IsJava:
                _at += 2;
                return new RegexNode.Group(from, new RegexNode.Choice(from, [
                    new RegexNode.Sequence(from, [new RegexNode.Set(from, CharacterSet.Of('\r')), new RegexNode.Set(from, CharacterSet.NewLine)]),
                    new RegexNode.Set(from, CharacterSet.Vertical)]), 0, null);
            case 'G' or 'X' or 'b' or 'N' or 'C':
                throw new PatternException($"\\{character} has nothing here that means the same.", from);
            default:
                return new RegexNode.Set(from, Cased(EscapedSet()));
        }
    }

    private CharacterSet EscapedSet()
    {
        var from = _at;
        if (_at + 1 >= _text.Length)
            throw new PatternException("A backslash stands at the end.", _at);

        var character = _text[_at + 1];
        _at += 2;
        switch (character)
        {
            case 'd': return CharacterSet.Digits;
            case 'D': return ~CharacterSet.Digits;
            case 'w': return CharacterSet.Word;
            case 'W': return ~CharacterSet.Word;
            case 's': return _dialect == RegexDialect.Go ? CharacterSet.GoBlanks : CharacterSet.Blanks;
            case 'S': return ~(_dialect == RegexDialect.Go ? CharacterSet.GoBlanks : CharacterSet.Blanks);
            case 'h' when IsJava: return CharacterSet.Horizontal;
            case 'H' when IsJava: return ~CharacterSet.Horizontal;
            case 'v': return IsJava ? CharacterSet.Vertical : CharacterSet.Of('\v');
            case 'V' when IsJava: return ~CharacterSet.Vertical;
            case 'n': return CharacterSet.NewLine;
            case 'r': return CharacterSet.Of('\r');
            case 't': return CharacterSet.Of('\t');
            case 'f': return CharacterSet.Of('\f');
            case 'a': return CharacterSet.Of('\a');
            case 'e' when IsJava: return CharacterSet.Of('\e');
            case 'c' when IsJava && !IsOver && _text[_at] < 128: return CharacterSet.Of((char)(_text[_at++] ^ 64));
            case '0' when _dialect != RegexDialect.Rust: return CharacterSet.Of(Octal(from));
            case 'u' when _dialect != RegexDialect.Go: return CharacterSet.Of(Hexadecimal(from, 4));
            case 'x': return CharacterSet.Of(Hexadecimal(from, 2));
            case 'p' or 'P': return Property(from, character == 'P');
            default:
                if (char.IsAsciiLetterOrDigit(character) || char.IsSurrogate(character))
                    throw new PatternException($"\\{character} is not known here.", from);
                return CharacterSet.Of(character);
        }
    }

    private char Octal(int from)
    {
        var value = 0;
        var digits = 0;
        for (; digits < 3 && !IsOver && _text[_at] is >= '0' and <= '7' && value * 8 + _text[_at] - '0' <= 255; digits++)
            value = value * 8 + _text[_at++] - '0';
        return digits > 0 || !IsJava ? (char)value : throw new PatternException("Digits from 0 to 7 follow \\0.", from);
    }

    private char Hexadecimal(int from, int digits)
    {
        var braced = !IsOver && _text[_at] == '{';
        var end = braced ? _text.IndexOf('}', _at) : _at + digits;
        var first = braced ? _at + 1 : _at;
        if (end < first || end > _text.Length || !int.TryParse(_text.AsSpan(first, end - first), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
            throw new PatternException("Hexadecimal digits are expected.", from);
        if (value > 0xFFFF)
            throw new PatternException("Characters beyond U+FFFF are written as they are here, outside of a class.", from);

        _at = braced ? end + 1 : end;
        return (char)value;
    }

    private CharacterSet Property(int from, bool isNegated)
    {
        if (IsOver)
            throw new PatternException("The name of a class is expected, as in \\p{L}.", from);

        string name;
        if (_text[_at] == '{')
        {
            var end = _text.IndexOf('}', _at);
            if (end < 0)
                throw new PatternException("This brace is not closed.", from);
            name = _text[(_at + 1)..end];
            _at = end + 1;
        }
        else
        {
            name = _text[_at++].ToString();
        }

        if (name.StartsWith('^') && !IsJava)
            (isNegated, name) = (!isNegated, name[1..]);
        var set = NamedSets.OfProperty(name, from, _dialect);
        return isNegated ? ~set : set;
    }

    /// <summary>In Java and Rust classes hold classes, and <c>&amp;&amp;</c> is what two have in common.</summary>
    private CharacterSet Class()
    {
        if (++_depth > MaxDepth)
            throw new PatternException($"Classes are nested deeper than {MaxDepth}.", _at);

        var open = _at++;
        var negated = !IsOver && _text[_at] == '^';
        if (negated)
            _at++;

        CharacterSet? common = null;
        var set = CharacterSet.Empty;
        var first = true;
        while (true)
        {
            while (_flags.Extended && !IsOver && char.IsWhiteSpace(_text[_at]))
                _at++;
            if (IsOver)
                throw new PatternException("This class is not closed.", open);
            if (_text[_at] == ']' && (!first || IsJava))
            {
                if (first)
                    throw new PatternException("This class is empty; write \\] for the bracket itself.", open);
                break;
            }

            if (_dialect != RegexDialect.Go && Rest.StartsWith("&&"))
            {
                _at += 2;
                common = common is null ? set : common & set;
                set = CharacterSet.Empty;
            }
            else if (_dialect == RegexDialect.Rust && (Rest.StartsWith("--") || Rest.StartsWith("~~")))
            {
                throw new PatternException("Differences of classes have nothing here that means the same; write the characters that are left.", _at);
            }
            else
            {
                set |= ClassItem();
            }

            first = false;
        }

        _at++;
        _depth--;
        set = common is null ? set : common & set;
        if (set.IsEmpty)
            throw new PatternException("Nothing is in this class.", open);
        return negated ? ~Cased(set) : set;
    }

    private CharacterSet ClassItem()
    {
        var from = _at;
        if (_text[_at] == '[')
        {
            if (!IsJava && Rest.StartsWith("[:") && _text.IndexOf(":]", _at, StringComparison.Ordinal) is > 0 and var end)
            {
                var name = _text[(_at + 2)..end];
                var set = NamedSets.OfPosix(name.TrimStart('^')) ?? throw new PatternException($"[:{name}:] is no class.", _at);
                _at = end + 2;
                return name.StartsWith('^') ? ~set : set;
            }

            if (_dialect != RegexDialect.Go)
                return Class();
        }

        if (IsJava && Rest.StartsWith(@"\Q"))
        {
            var close = _text.IndexOf(@"\E", _at, StringComparison.Ordinal);
            if (close < 0)
                throw new PatternException("\\Q is not closed by \\E.", _at);
            var quoted = _text[(_at + 2)..close];
            _at = close + 2;
            return CharacterSet.Of(quoted);
        }

        var low = ClassCharacter(out var isOne);
        if (!isOne || _at + 1 >= _text.Length || _text[_at] != '-' || _text[_at + 1] == ']' || _text[_at + 1] == '[' && _dialect != RegexDialect.Go)
            return low;

        if (_dialect == RegexDialect.Rust && _text[_at + 1] == '-')
            return low;

        _at++;
        var high = ClassCharacter(out isOne);
        if (!isOne || high.First() < low.First())
            throw new PatternException("This range of characters runs backwards or into a class.", from);
        return CharacterSet.Range(low.First(), high.First());
    }

    private CharacterSet ClassCharacter(out bool isOne)
    {
        if (_text[_at] == '\\')
        {
            // In a class \b is a backspace in no dialect but .NET's own.
            if (_at + 1 < _text.Length && _text[_at + 1] is 'b' or 'B' or 'A' or 'z' or 'Z' or 'R' or 'X')
                throw new PatternException($"\\{_text[_at + 1]} does not stand in a class.", _at);
            var set = EscapedSet();
            isOne = set.Count == 1;
            return set;
        }

        if (char.IsSurrogate(_text[_at]))
            throw new PatternException("Characters beyond U+FFFF do not stand in a class here; write them as alternatives.", _at);
        isOne = true;
        return CharacterSet.Of(_text[_at++]);
    }
}
