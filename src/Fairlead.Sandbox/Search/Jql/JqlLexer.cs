using System.Text;

namespace Fairlead.Sandbox.Search.Jql;

internal enum JqlTokenKind
{
    Word,
    Quoted,
    Operator,
    Open,
    Close,
    Comma,
    End,
}

/// <param name="Line">From 1.</param>
/// <param name="Column">From 1.</param>
internal readonly record struct JqlToken(JqlTokenKind Kind, string Text, int Line, int Column)
{
    public bool IsWord(string word) => Kind == JqlTokenKind.Word && Text.Equals(word, StringComparison.OrdinalIgnoreCase);
}

/// <summary>Cuts a query into tokens, with Jira's complaints about stray characters and open quotes.</summary>
internal static class JqlLexer
{
    private const string Reserved = "{}*/%+^$#@?;";
    private const string Stops = "\"'()=!<>~,|&";

    public static IReadOnlyList<JqlToken> Tokens(string query)
    {
        var tokens = new List<JqlToken>();
        var (line, lineStart) = (1, 0);
        var at = 0;
        while (at < query.Length)
        {
            var c = query[at];
            var column = at - lineStart + 1;
            if (c == '\n')
                (line, lineStart) = (line + 1, at + 1);
            if (char.IsWhiteSpace(c))
            {
                at++;
            }
            else if (c is '"' or '\'')
            {
                tokens.Add(new(JqlTokenKind.Quoted, Quoted(query, ref at, line, column), line, column));
            }
            else if (Punctuation(query, at) is { } mark)
            {
                tokens.Add(mark with { Line = line, Column = column });
                at += mark.Text.Length;
                if (mark.Text is "&&" or "||")
                    tokens[^1] = tokens[^1] with { Kind = JqlTokenKind.Word, Text = mark.Text == "&&" ? "AND" : "OR" };
            }
            else
            {
                tokens.Add(new(JqlTokenKind.Word, Word(query, ref at, line, column), line, column));
            }
        }

        tokens.Add(new(JqlTokenKind.End, "", line, query.Length - lineStart + 1));
        return tokens;
    }

    private static JqlToken? Punctuation(string query, int at)
    {
        var two = at + 1 < query.Length ? query.Substring(at, 2) : "";
        if (two is "!=" or "<=" or ">=" or "!~" or "&&" or "||")
            return new(JqlTokenKind.Operator, two, 0, 0);
        return query[at] switch
        {
            '=' or '<' or '>' or '~' or '!' => new(JqlTokenKind.Operator, query[at].ToString(), 0, 0),
            '(' => new(JqlTokenKind.Open, "(", 0, 0),
            ')' => new(JqlTokenKind.Close, ")", 0, 0),
            ',' => new(JqlTokenKind.Comma, ",", 0, 0),
            _ => null,
        };
    }

    private static string Quoted(string query, ref int at, int line, int column)
    {
        var quote = query[at++];
        var start = at;
        var text = new StringBuilder();
        while (at < query.Length && query[at] != quote)
        {
            if (query[at] == '\\')
                Escape(query, ref at, text, line, column);
            else
                text.Append(query[at++]);
        }

        if (at >= query.Length)
        {
            throw new JqlRefusal(
                $"Error in the JQL Query: The quoted string '{query[start..]}' has not been completed. (line {line}, character {column})");
        }

        at++;
        return text.ToString();
    }

    private static void Escape(string query, ref int at, StringBuilder text, int line, int column)
    {
        var next = at + 1 < query.Length ? query[at + 1] : '\0';
        if (next == 'u' && at + 5 < query.Length
            && ushort.TryParse(query.AsSpan(at + 2, 4), System.Globalization.NumberStyles.HexNumber, null, out var code))
        {
            text.Append((char)code);
            at += 6;
            return;
        }

        text.Append(next switch
        {
            't' => '\t',
            'n' => '\n',
            'r' => '\r',
            '\\' or '"' or '\'' or ' ' => next,
            _ => throw new JqlRefusal(
                $"Error in the JQL Query: '\\{next}' is an illegal JQL escape sequence. "
                + "The valid escape sequences are \\', \\\", \\t, \\n, \\r, \\\\, '\\ ' and \\uXXXX. "
                + $"(line {line}, character {column})"),
        });
        at += 2;
    }

    private static string Word(string query, ref int at, int line, int column)
    {
        var text = new StringBuilder();
        var inBrackets = false;
        while (at < query.Length)
        {
            var c = query[at];
            if (!inBrackets && (char.IsWhiteSpace(c) || Stops.Contains(c)))
                break;
            if (c == '[')
                inBrackets = true;
            if (!inBrackets && Reserved.Contains(c))
            {
                throw new JqlRefusal(
                    $"Error in the JQL Query: The character '{c}' is a reserved JQL character. You must enclose it in a string "
                    + $"or use the escape '\\u{(int)c:x4}' instead. (line {line}, character {column + text.Length})");
            }

            if (c == '\\')
            {
                Escape(query, ref at, text, line, column);
                continue;
            }

            text.Append(c);
            at++;
            if (c == ']')
                inBrackets = false;
        }

        return text.ToString();
    }
}
