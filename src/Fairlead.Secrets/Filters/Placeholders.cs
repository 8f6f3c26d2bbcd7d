using System.Text;

namespace Fairlead.Secrets.Filters;

/// <summary>Texts that stand where a secret will: what templates, manuals and people who hide one write.</summary>
public static class Placeholders
{
    /// <summary>Marks that random text does not hold by chance.</summary>
    private static readonly Marks Certain = new(
        ["example", "changeme", "change_me", "change-me", "placeholder", "redacted", "xxxxxx", "****", "....", "${", "#{", "{{", "$(", "your_", "your-"]);

    private static readonly Marks Likely = new(
        [
            "yourpass", "yoursecret", "yourtoken", "yourkey", "yourapi", "replace_", "replace-", "dummy", "xxx", "insert_", "insert-", "<<", "%(", "foobar",
            "notreal", "fake_", "fake-", "sample_", "masked", "enter_your", "mysecret", "my_secret", "my-secret", "some_secret", "topsecret", "12345678", "qwerty", "abcdefgh", "00000000",
        ]);

    /// <summary>Words that are no password, as a whole.</summary>
    private static readonly HashSet<string> Words = new(StringComparer.OrdinalIgnoreCase)
    {
        "null", "none", "nil", "undefined", "true", "false", "yes", "no", "string", "str", "text", "varchar", "char", "object", "required", "optional", "empty", "value", "password", "passwd", "passphrase",
        "pwd", "pass", "secret", "token", "username", "user", "login", "default", "unset", "unknown", "missing", "invalid", "incorrect", "wrong", "expired", "protected", "encrypted", "hashed", "plain", "plaintext",
        "cleartext", "prompt", "stdin", "env", "file", "field", "input", "label", "hint", "reset", "change", "changed", "update", "updated", "forgot", "forgotten", "confirm", "confirmation", "match", "matches", "mismatch",
        "strength", "length", "policy", "manager", "request", "response", "the", "and", "for", "with", "from", "that", "this", "your", "must", "should", "can", "cannot", "will", "was", "has", "have", "not", "is", "are",
        "test", "testing", "testpass", "foo", "bar", "abc", "mypass", "mypassword", "authentication", "authorization", "credentials", "private", "public", "static", "final", "const", "var", "let", "return", "function", "void", "boolean", "integer", "number", "array", "bytes", "byte",
    };

    /// <summary>For secrets of a known form: repeated characters, and marks that random text does not hold by chance.</summary>
    public static bool IsCertainly(ReadOnlySpan<byte> text) => text.IndexOfAnyExcept(text[0]) < 0 || Certain.AreIn(text);

    /// <summary>For values that may be anything: references to where the value is kept, and what templates and manuals write.</summary>
    public static bool Is(ReadOnlySpan<byte> text) => text.Length == 0 || IsReference(text) || IsCertainly(text) || Likely.AreIn(text);

    /// <summary>A whole word that is no password.</summary>
    public static bool IsWord(ReadOnlySpan<byte> text)
    {
        if (text.Length > 24)
            return false;

        Span<char> characters = stackalloc char[text.Length];
        return Encoding.Latin1.GetChars(text, characters) is var length &&
            Words.GetAlternateLookup<ReadOnlySpan<char>>().Contains(characters[..length]);
    }

    private static bool IsReference(ReadOnlySpan<byte> text) => text[0] switch
    {
        (byte)'<' => text.Contains((byte)'>'),
        (byte)'$' => text.Length > 1 && (text[1] is (byte)'{' or (byte)'(' or (byte)'_' || char.IsAsciiLetter((char)text[1])) && IsName(text[1..]),
        (byte)'%' => text[^1] == '%',
        (byte)'{' => text.Length > 1 && text[1] == '{',
        _ => false,
    };

    private static bool IsName(ReadOnlySpan<byte> text)
    {
        foreach (var value in text)
        {
            if (!char.IsAsciiLetterOrDigit((char)value) && value is not ((byte)'_' or (byte)'{' or (byte)'}' or (byte)'(' or (byte)')' or (byte)'.' or (byte)':' or (byte)'-' or (byte)'/' or (byte)'#'))
                return false;
        }

        return true;
    }

    /// <summary>Words that are looked for all at once, by the byte with which each begins.</summary>
    private sealed class Marks
    {
        private readonly byte[][] _marks;

        /// <summary>By first byte, folded: the first of the marks that begin so; they lie one behind the other.</summary>
        private readonly byte[] _first = new byte[256];
        private readonly byte[] _count = new byte[256];

        /// <param name="marks">Lower case.</param>
        public Marks(string[] marks)
        {
            _marks = [.. marks.Select(Encoding.ASCII.GetBytes).OrderBy(mark => mark[0] | 0x20)];
            for (var mark = _marks.Length - 1; mark >= 0; mark--)
            {
                var first = _marks[mark][0] | 0x20;
                _first[first] = (byte)mark;
                _count[first]++;
            }
        }

        public bool AreIn(ReadOnlySpan<byte> text)
        {
            for (var at = 0; at < text.Length; at++)
            {
                var first = text[at] | 0x20;
                for (int mark = _first[first], end = mark + _count[first]; mark < end; mark++)
                {
                    var word = _marks[mark];
                    if (at + word.Length <= text.Length && Ascii.EqualsIgnoreCase(text.Slice(at, word.Length), word))
                        return true;
                }
            }

            return false;
        }
    }
}
