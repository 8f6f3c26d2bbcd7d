using System.Globalization;
using Fairlead.Secrets.Patterns;

namespace Fairlead.Secrets.Dialects;

/// <summary>Reads what stands for one of several characters: classes in brackets, and escapes.</summary>
internal sealed class ClassReader(RegexCursor cursor)
{
    /// <summary>With the other case as well where the flags say so.</summary>
    public CharacterSet Cased(CharacterSet set) => cursor.Flags.AnyCase ? set.WithBothCases(cursor.Flags.AnyCaseOfAll || !cursor.IsJava) : set;

    /// <summary>What a backslash and what follows it stand for.</summary>
    public CharacterSet Escaped()
    {
        var from = cursor.At;
        if (cursor.At + 1 >= cursor.Text.Length)
            throw new PatternException("A backslash stands at the end.", cursor.At);

        var character = cursor.Text[cursor.At + 1];
        cursor.At += 2;
        switch (character)
        {
            case 'd': return CharacterSet.Digits;
            case 'D': return ~CharacterSet.Digits;
            case 'w': return CharacterSet.Word;
            case 'W': return ~CharacterSet.Word;
            case 's': return cursor.Dialect == RegexDialect.Go ? CharacterSet.GoBlanks : CharacterSet.Blanks;
            case 'S': return ~(cursor.Dialect == RegexDialect.Go ? CharacterSet.GoBlanks : CharacterSet.Blanks);
            case 'h' when cursor.IsJava: return CharacterSet.Horizontal;
            case 'H' when cursor.IsJava: return ~CharacterSet.Horizontal;
            case 'v': return cursor.IsJava ? CharacterSet.Vertical : CharacterSet.Of('\v');
            case 'V' when cursor.IsJava: return ~CharacterSet.Vertical;
            case 'n': return CharacterSet.NewLine;
            case 'r': return CharacterSet.Of('\r');
            case 't': return CharacterSet.Of('\t');
            case 'f': return CharacterSet.Of('\f');
            case 'a': return CharacterSet.Of('\a');
            case 'e' when cursor.IsJava: return CharacterSet.Of('\e');
            case 'c' when cursor.IsJava && !cursor.IsOver && cursor.Text[cursor.At] < 128: return CharacterSet.Of((char)(cursor.Text[cursor.At++] ^ 64));
            case '0' when cursor.Dialect != RegexDialect.Rust: return CharacterSet.Of(Octal(from));
            case 'u' when cursor.Dialect != RegexDialect.Go: return CharacterSet.Of(Hexadecimal(from, 4));
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
        for (; digits < 3 && !cursor.IsOver && cursor.Text[cursor.At] is >= '0' and <= '7' && value * 8 + cursor.Text[cursor.At] - '0' <= 255; digits++)
            value = value * 8 + cursor.Text[cursor.At++] - '0';
        return digits > 0 || !cursor.IsJava ? (char)value : throw new PatternException("Digits from 0 to 7 follow \\0.", from);
    }

    private char Hexadecimal(int from, int digits)
    {
        var braced = !cursor.IsOver && cursor.Text[cursor.At] == '{';
        var end = braced ? cursor.Text.IndexOf('}', cursor.At) : cursor.At + digits;
        var first = braced ? cursor.At + 1 : cursor.At;
        if (end < first || end > cursor.Text.Length || !int.TryParse(cursor.Text.AsSpan(first, end - first), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
            throw new PatternException("Hexadecimal digits are expected.", from);
        if (value > 0xFFFF)
            throw new PatternException("Characters beyond U+FFFF are written as they are here, outside of a class.", from);

        cursor.At = braced ? end + 1 : end;
        return (char)value;
    }

    private CharacterSet Property(int from, bool isNegated)
    {
        if (cursor.IsOver)
            throw new PatternException("The name of a class is expected, as in \\p{L}.", from);

        string name;
        if (cursor.Text[cursor.At] == '{')
        {
            var end = cursor.Text.IndexOf('}', cursor.At);
            if (end < 0)
                throw new PatternException("This brace is not closed.", from);
            name = cursor.Text[(cursor.At + 1)..end];
            cursor.At = end + 1;
        }
        else
        {
            name = cursor.Text[cursor.At++].ToString();
        }

        if (name.StartsWith('^') && !cursor.IsJava)
            (isNegated, name) = (!isNegated, name[1..]);
        var set = NamedSets.OfProperty(name, from, cursor.Dialect);
        return isNegated ? ~set : set;
    }

    /// <summary>In Java and Rust classes hold classes, and <c>&amp;&amp;</c> is what two have in common.</summary>
    public CharacterSet Class()
    {
        cursor.Enter("Classes");

        var open = cursor.At++;
        var negated = !cursor.IsOver && cursor.Text[cursor.At] == '^';
        if (negated)
            cursor.At++;

        CharacterSet? common = null;
        var set = CharacterSet.Empty;
        var first = true;
        while (true)
        {
            while (cursor.Flags.Extended && !cursor.IsOver && char.IsWhiteSpace(cursor.Text[cursor.At]))
                cursor.At++;
            if (cursor.IsOver)
                throw new PatternException("This class is not closed.", open);
            if (cursor.Text[cursor.At] == ']' && (!first || cursor.IsJava))
            {
                if (first)
                    throw new PatternException("This class is empty; write \\] for the bracket itself.", open);
                break;
            }

            if (cursor.Dialect != RegexDialect.Go && cursor.Rest.StartsWith("&&"))
            {
                cursor.At += 2;
                common = common is null ? set : common & set;
                set = CharacterSet.Empty;
            }
            else if (cursor.Dialect == RegexDialect.Rust && (cursor.Rest.StartsWith("--") || cursor.Rest.StartsWith("~~")))
            {
                throw new PatternException("Differences of classes have nothing here that means the same; write the characters that are left.", cursor.At);
            }
            else
            {
                set |= ClassItem();
            }

            first = false;
        }

        cursor.At++;
        cursor.Leave();
        set = common is null ? set : common & set;
        if (set.IsEmpty)
            throw new PatternException("Nothing is in this class.", open);
        return negated ? ~Cased(set) : set;
    }

    private CharacterSet ClassItem()
    {
        var from = cursor.At;
        if (cursor.Text[cursor.At] == '[')
        {
            if (!cursor.IsJava && cursor.Rest.StartsWith("[:") && cursor.Text.IndexOf(":]", cursor.At, StringComparison.Ordinal) is > 0 and var end)
            {
                var name = cursor.Text[(cursor.At + 2)..end];
                var set = NamedSets.OfPosix(name.TrimStart('^')) ?? throw new PatternException($"[:{name}:] is no class.", cursor.At);
                cursor.At = end + 2;
                return name.StartsWith('^') ? ~set : set;
            }

            if (cursor.Dialect != RegexDialect.Go)
                return Class();
        }

        if (cursor.IsJava && cursor.Rest.StartsWith(@"\Q"))
        {
            var close = cursor.Text.IndexOf(@"\E", cursor.At, StringComparison.Ordinal);
            if (close < 0)
                throw new PatternException("\\Q is not closed by \\E.", cursor.At);
            var quoted = cursor.Text[(cursor.At + 2)..close];
            cursor.At = close + 2;
            return CharacterSet.Of(quoted);
        }

        var low = ClassCharacter(out var isOne);
        if (!isOne || cursor.At + 1 >= cursor.Text.Length || cursor.Text[cursor.At] != '-' || cursor.Text[cursor.At + 1] == ']' || cursor.Text[cursor.At + 1] == '[' && cursor.Dialect != RegexDialect.Go)
            return low;

        if (cursor.Dialect == RegexDialect.Rust && cursor.Text[cursor.At + 1] == '-')
            return low;

        cursor.At++;
        var high = ClassCharacter(out isOne);
        if (!isOne || high.First() < low.First())
            throw new PatternException("This range of characters runs backwards or into a class.", from);
        return CharacterSet.Range(low.First(), high.First());
    }

    private CharacterSet ClassCharacter(out bool isOne)
    {
        if (cursor.Text[cursor.At] == '\\')
        {
            // In a class \b is a backspace in no dialect but .NET's own.
            if (cursor.At + 1 < cursor.Text.Length && cursor.Text[cursor.At + 1] is 'b' or 'B' or 'A' or 'z' or 'Z' or 'R' or 'X')
                throw new PatternException($"\\{cursor.Text[cursor.At + 1]} does not stand in a class.", cursor.At);
            var set = Escaped();
            isOne = set.Count == 1;
            return set;
        }

        if (char.IsSurrogate(cursor.Text[cursor.At]))
            throw new PatternException("Characters beyond U+FFFF do not stand in a class here; write them as alternatives.", cursor.At);
        isOne = true;
        return CharacterSet.Of(cursor.Text[cursor.At++]);
    }
}
