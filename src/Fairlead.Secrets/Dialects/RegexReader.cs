using System.Globalization;
using Fairlead.Secrets.Patterns;

namespace Fairlead.Secrets.Dialects;

/// <summary>Reads a regular expression of another dialect. What it does not know it refuses with the place: a rule that silently means something else finds nothing.</summary>
internal sealed class RegexReader(RegexCursor cursor)
{
    private const int MaxRepeat = 5_000;

    private readonly ClassReader _classes = new(cursor);

    public List<RegexNode.Group> Groups { get; } = [];

    /// <exception cref="PatternException">Says what is wrong and where.</exception>
    public static (RegexNode Root, IReadOnlyList<RegexNode.Group> Groups) Read(string text, RegexDialect dialect)
    {
        var cursor = new RegexCursor(text, dialect);
        var reader = new RegexReader(cursor);
        var root = reader.Choice();
        if (!cursor.IsOver)
            throw new PatternException("This closing bracket closes nothing.", cursor.At);

        return (root, reader.Groups);
    }

    private RegexNode Choice()
    {
        cursor.Enter("Groups");

        var from = cursor.At;
        var options = new List<RegexNode> { Sequence() };
        while (!cursor.IsOver && cursor.Text[cursor.At] == '|')
        {
            cursor.At++;
            options.Add(Sequence());
        }

        cursor.Leave();
        return options.Count == 1 ? options[0] : new RegexNode.Choice(from, options);
    }

    private RegexNode Sequence()
    {
        var from = cursor.At;
        var parts = new List<RegexNode>();
        while (true)
        {
            SkipComments();
            if (cursor.IsOver || cursor.Text[cursor.At] is '|' or ')')
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
        while (cursor.Flags.Extended && !cursor.IsOver)
        {
            if (char.IsWhiteSpace(cursor.Text[cursor.At]))
                cursor.At++;
            else if (cursor.Text[cursor.At] == '#')
                while (!cursor.IsOver && cursor.Text[cursor.At] != '\n')
                    cursor.At++;
            else
                break;
        }
    }

    /// <summary><c>\Q…\E</c>: all of it as it stands; a repetition behind it is of its last character.</summary>
    private bool Quoted(List<RegexNode> parts)
    {
        if (cursor.Dialect == RegexDialect.Rust || !cursor.Rest.StartsWith(@"\Q"))
            return false;

        cursor.At += 2;
        var end = cursor.Text.IndexOf(@"\E", cursor.At, StringComparison.Ordinal);
        var to = end < 0 ? cursor.Text.Length : end;
        for (; cursor.At < to; cursor.At++)
        {
            var literal = Literal(cursor.Text[cursor.At], cursor.At);
            if (cursor.At + 1 < to || end < 0)
            {
                parts.Add(literal);
                continue;
            }

            cursor.At = end + 2;
            parts.Add(Repeated(literal));
            return true;
        }

        cursor.At = end < 0 ? to : end + 2;
        return true;
    }

    private RegexNode Repeated(RegexNode part)
    {
        var isRepeated = false;
        while (true)
        {
            SkipComments();
            if (cursor.IsOver)
                return part;

            var at = cursor.At;
            int min;
            int? max;
            switch (cursor.Text[cursor.At])
            {
                case '?': (min, max) = (0, 1); break;
                case '*': (min, max) = (0, null); break;
                case '+': (min, max) = (1, null); break;
                case '{' when Counts(out min, out max): break;
                default: return part;
            }

            cursor.At++;
            // Java passes over the second one of a{2}{3}, and nobody means that.
            if (isRepeated)
                throw new PatternException("A repetition of a repetition needs a group around the first.", at);
            if (part is RegexNode.Anchor or RegexNode.Look)
                throw new PatternException("What stands between characters cannot be repeated.", at);

            var kind = cursor.Flags.SwapsLazy ? RepeatKind.Lazy : RepeatKind.Greedy;
            if (!cursor.IsOver && cursor.Text[cursor.At] == '?')
            {
                kind = kind == RepeatKind.Lazy ? RepeatKind.Greedy : RepeatKind.Lazy;
                cursor.At++;
            }
            else if (cursor.IsJava && !cursor.IsOver && cursor.Text[cursor.At] == '+')
            {
                kind = RepeatKind.Possessive;
                cursor.At++;
            }

            part = new RegexNode.Repeat(at, part, min, max, kind);
            isRepeated = true;
        }
    }

    /// <summary>Leaves <see cref="RegexCursor.At"/> at the closing brace.</summary>
    private bool Counts(out int min, out int? max)
    {
        (min, max) = (0, null);
        var close = cursor.Text.IndexOf('}', cursor.At);
        var inside = close < 0 ? "" : cursor.Text[(cursor.At + 1)..close];
        var comma = inside.IndexOf(',', StringComparison.Ordinal);
        var first = comma < 0 ? inside : inside[..comma];
        if (inside.Length == 0 || !inside.All(c => char.IsAsciiDigit(c) || c == ',') || first.Length == 0 || inside.Count(c => c == ',') > 1)
            return cursor.Dialect == RegexDialect.Go ? false : throw new PatternException("A count such as {3}, {3,} or {3,5} is expected; write \\{ for the brace itself.", cursor.At);

        min = Count(first);
        max = comma < 0 ? min : comma + 1 == inside.Length ? null : Count(inside[(comma + 1)..]);
        if (max < min)
            throw new PatternException("The second count is less than the first.", cursor.At);

        cursor.At = close;
        return true;
    }

    private int Count(string digits) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count <= MaxRepeat
            ? count
            : throw new PatternException($"Nothing may be repeated more than {MaxRepeat} times.", cursor.At);

    /// <returns><see langword="null"/>: it was flags for what follows.</returns>
    private RegexNode? Single()
    {
        var from = cursor.At;
        var character = cursor.Text[cursor.At];
        switch (character)
        {
            case '(':
                return Group();
            case '[':
                return new RegexNode.Set(from, _classes.Cased(_classes.Class()));
            case '.':
                cursor.At++;
                return new RegexNode.Set(from, cursor.Flags.DotAll ? CharacterSet.All : ~(cursor.IsJava && !cursor.Flags.UnixLines ? CharacterSet.LineEnds : CharacterSet.NewLine));
            case '^':
                cursor.At++;
                return new RegexNode.Anchor(from, AnchorKind.Begin, cursor.Flags.MultiLine ? "(?m:^)" : @"\A");
            case '$':
                cursor.At++;
                return new RegexNode.Anchor(from, AnchorKind.End, cursor.Flags.MultiLine ? cursor.IsJava ? @"(?m:\r?$)" : "(?m:$)" : cursor.IsJava ? @"\r?\Z" : @"\z");
            case '\\':
                return Escaped();
            case '?' or '*' or '+':
                throw new PatternException($"'{character}' stands where a character is expected; write \\{character} for the character itself.", cursor.At);
            case '{' when cursor.Dialect != RegexDialect.Go:
                throw new PatternException("'{' stands where a character is expected; write \\{ for the brace itself.", cursor.At);
            default:
                cursor.At++;
                return Literal(character, from);
        }
    }

    private RegexNode Literal(char character, int at)
    {
        if (char.IsSurrogate(character))
        {
            // Both halves are one character, to be repeated together.
            if (!char.IsHighSurrogate(character) || cursor.IsOver || !char.IsLowSurrogate(cursor.Text[cursor.At]))
                throw new PatternException("Half of a surrogate pair is no character.", at);
            return new RegexNode.Sequence(at, [new RegexNode.Set(at, CharacterSet.Of(character)), new RegexNode.Set(at, CharacterSet.Of(cursor.Text[cursor.At++]))]);
        }

        if (character == '\0')
            throw new PatternException("A NUL stands in no text that is scanned.", at);
        return new RegexNode.Set(at, _classes.Cased(CharacterSet.Of(character)));
    }

    private RegexNode? Group()
    {
        var open = cursor.At++;
        var flags = cursor.Flags;
        RegexNode Closed(Func<RegexNode, RegexNode> made)
        {
            var inside = Choice();
            if (cursor.IsOver)
                throw new PatternException("This bracket is not closed.", open);
            cursor.At++;
            cursor.Flags = flags;
            return made(inside);
        }

        if (cursor.IsOver || cursor.Text[cursor.At] != '?')
            return Captured(null);

        var rest = cursor.Rest;
        if (rest.StartsWith("?:"))
        {
            cursor.At += 2;
            return Closed(inside => new RegexNode.Group(open, inside, 0, null));
        }

        if (rest.StartsWith("?>") && cursor.IsJava)
        {
            cursor.At += 2;
            return Closed(inside => new RegexNode.Atomic(open, inside));
        }

        foreach (var (sign, ahead, negative) in ((string, bool, bool)[])[("?=", true, false), ("?!", true, true), ("?<=", false, false), ("?<!", false, true)])
        {
            if (!rest.StartsWith(sign))
                continue;
            if (!cursor.IsJava)
                throw new PatternException("This dialect has no look-around.", open);
            cursor.At += sign.Length;
            return Closed(inside => new RegexNode.Look(open, inside, ahead, negative));
        }

        if (rest.StartsWith("?<") || rest.StartsWith("?P<"))
        {
            cursor.At += rest.StartsWith("?P") ? 3 : 2;
            var end = cursor.Text.IndexOf('>', cursor.At);
            var name = end < 0 ? "" : cursor.Text[cursor.At..end];
            if (name.Length == 0 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
                throw new PatternException("The name of a group is letters, digits and underscores, as in (?<secret>…).", open);
            cursor.At = end + 1;
            return Captured(name);
        }

        cursor.At++;
        ReadFlags(open);
        if (!cursor.IsOver && cursor.Text[cursor.At] == ')')
        {
            cursor.At++;
            return null;
        }

        cursor.At++;
        return Closed(inside => new RegexNode.Group(open, inside, 0, null));

        RegexNode Captured(string? name)
        {
            // Groups are counted by their opening brackets.
            var number = Groups.Count;
            Groups.Add(null!);
            return Closed(inside => Groups[number] = new RegexNode.Group(open, inside, number + 1, name));
        }
    }

    /// <summary>Leaves <see cref="RegexCursor.At"/> at the bracket or the colon.</summary>
    private void ReadFlags(int open)
    {
        var isOn = true;
        for (; !cursor.IsOver && cursor.Text[cursor.At] is not (')' or ':'); cursor.At++)
        {
            switch (cursor.Text[cursor.At])
            {
                case '-' when isOn: isOn = false; break;
                case 'i': cursor.Flags.AnyCase = isOn; break;
                case 'm': cursor.Flags.MultiLine = isOn; break;
                case 's': cursor.Flags.DotAll = isOn; break;
                case 'x' when cursor.Dialect != RegexDialect.Go: cursor.Flags.Extended = isOn; break;
                case 'd' when cursor.IsJava: cursor.Flags.UnixLines = isOn; break;
                case 'u' when cursor.IsJava: cursor.Flags.AnyCaseOfAll = isOn; break;
                case 'u' when cursor.Dialect == RegexDialect.Rust: break;
                case 'U' when !cursor.IsJava: cursor.Flags.SwapsLazy = isOn; break;
                case 'U': throw new PatternException("With (?U) classes are those of Unicode, which the engine's are not quite; write \\p{L} and \\p{Nd} where such are meant.", cursor.At);
                default: throw new PatternException($"(?{cursor.Text[cursor.At]}…) is not known here.", open);
            }
        }

        if (cursor.IsOver)
            throw new PatternException("This bracket is not closed.", open);
    }

    private RegexNode Escaped()
    {
        var from = cursor.At;
        if (cursor.At + 1 >= cursor.Text.Length)
            throw new PatternException("A backslash stands at the end.", cursor.At);

        var character = cursor.Text[cursor.At + 1];
        RegexNode Anchor(AnchorKind kind, string text)
        {
            cursor.At += 2;
            return new RegexNode.Anchor(from, kind, text);
        }

        switch (character)
        {
            case 'b' when !cursor.Rest.StartsWith(@"\b{"): return Anchor(AnchorKind.Word, @"\b");
            case 'B': return Anchor(AnchorKind.Word, @"\B");
            case 'A': return Anchor(AnchorKind.Begin, @"\A");
            case 'z': return Anchor(AnchorKind.End, @"\z");
            case 'Z' when cursor.IsJava: return Anchor(AnchorKind.End, @"\r?\Z");
            case >= '1' and <= '9':
                throw new PatternException($"\\{character} refers back to a group, which takes more than linear time. Write out what stands there, or leave it to entropy.", from);
            case 'k' when cursor.IsJava:
                throw new PatternException("\\k refers back to a group, which takes more than linear time. Write out what stands there.", from);
            case 'R' when cursor.IsJava:
                cursor.At += 2;
                return new RegexNode.Group(from, new RegexNode.Choice(from, [
                    new RegexNode.Sequence(from, [new RegexNode.Set(from, CharacterSet.Of('\r')), new RegexNode.Set(from, CharacterSet.NewLine)]),
                    new RegexNode.Set(from, CharacterSet.Vertical)]), 0, null);
            case 'G' or 'X' or 'b' or 'N' or 'C':
                throw new PatternException($"\\{character} has nothing here that means the same.", from);
            default:
                return new RegexNode.Set(from, _classes.Cased(_classes.Escaped()));
        }
    }
}
