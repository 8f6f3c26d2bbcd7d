using System.Globalization;
using System.Text;
using HandlebarsDotNet;

namespace Fairlead.Platform.Tickets.Rendering;

/// <summary>
/// Keeps values out of the Markdown parser: while a template is written each value becomes a token of two private-use
/// characters around its number, and the value itself is put in after parsing, as text. Nothing that a scanner wrote is ever
/// read as markup.
/// </summary>
internal sealed class ValueTokens : ITextEncoder
{
    public const char Begin = '\uE000';
    public const char End = '\uE001';

    // Rendering is synchronous, and a compiled template holds on to its encoder.
    [ThreadStatic]
    private static List<string>? _values;

    /// <summary>Runs the template; the tokens in its output are indexes into <paramref name="values"/>.</summary>
    public static string Write(HandlebarsTemplate<TextWriter, object, object> template, object model, List<string> values, int limit)
    {
        _values = values;
        try
        {
            using var writer = new BudgetedWriter(limit);
            template(writer, model, null!);
            return writer.ToString();
        }
        finally
        {
            _values = null;
        }
    }

    /// <summary>The output with the values in their places, as plain text.</summary>
    public static string Resolve(string text, IReadOnlyList<string> values) => string.Concat(Pieces(text, values).Select(p => p.Text));

    /// <summary>Parts a text at its tokens.</summary>
    public static IEnumerable<(string Text, bool IsValue)> Pieces(string text, IReadOnlyList<string> values)
    {
        var at = 0;
        while (at < text.Length)
        {
            var begin = text.IndexOf(Begin, at);
            var end = begin < 0 ? -1 : text.IndexOf(End, begin);
            if (end < 0)
                break;
            if (begin > at)
                yield return (text[at..begin], false);
            var number = int.Parse(text.AsSpan(begin + 1, end - begin - 1), NumberStyles.None, CultureInfo.InvariantCulture);
            yield return (values[number], true);
            at = end + 1;
        }

        if (at < text.Length)
            yield return (text[at..], false);
    }

    public void Encode(StringBuilder? text, TextWriter target) => Encode(text?.ToString(), target);

    public void Encode(string? text, TextWriter target)
    {
        if (string.IsNullOrEmpty(text))
            return;
        var values = _values ?? throw new InvalidOperationException("A template is written only by Write.");
        target.Write(Begin);
        target.Write(values.Count.ToString(CultureInfo.InvariantCulture));
        target.Write(End);
        values.Add(text);
    }

    public void Encode<T>(T? text, TextWriter target)
        where T : IEnumerator<char>
    {
        var all = new StringBuilder();
        while (text?.MoveNext() == true)
            all.Append(text.Current);
        Encode(all.ToString(), target);
    }

    /// <summary>Stops a template that would write without end.</summary>
    private sealed class BudgetedWriter(int limit) : StringWriter(CultureInfo.InvariantCulture)
    {
        public override void Write(char value)
        {
            Check(1);
            base.Write(value);
        }

        public override void Write(string? value)
        {
            Check(value?.Length ?? 0);
            base.Write(value);
        }

        public override void Write(char[] buffer, int index, int count)
        {
            Check(count);
            base.Write(buffer, index, count);
        }

        private void Check(int more)
        {
            if (GetStringBuilder().Length + more > limit)
                throw new TemplateLimitException($"The template wrote more than {limit} characters of its own.");
        }
    }
}
