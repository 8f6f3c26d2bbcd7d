using System.Buffers;
using System.Text;
using Fairlead.Secrets.Filters;
using Fairlead.Secrets.Lanes;

namespace Fairlead.Secrets.Algorithms;

/// <summary>
/// <c>password = …</c> and its kin in code, settings, command lines and messages: a name that holds a word for password, an operator, a value. Values
/// that only stand for one are passed over: references to the environment, placeholders, types, calls, words of prose.
/// </summary>
internal sealed class PasswordAssignments : SecretAlgorithm
{
    private const int MaxName = 40;
    private const int MaxGap = 6;
    private const int MinLength = 6;
    private const int MaxLength = 128;
    private const int MinWord = 8;

    private static readonly SearchValues<byte> NameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-."u8);

    private static readonly SearchValues<byte> BareEnds = SearchValues.Create(" \t\r\n\"'`<>,;|&(){}[]"u8);

    private static readonly SearchValues<byte> VersionCharacters = SearchValues.Create("0123456789._^~=<>v-+*x"u8);

    public override IReadOnlyList<string> Literals { get; } =
        ["pass", "pwd", "kennwort", "contrase", "senha", "wachtwoord", "пароль", "Пароль", "密码", "パスワード", "secret"];

    public override void Find(int start, int end, CompiledRule rule, in ScanPass pass)
    {
        var text = pass.Text;
        // The name goes on to the right: "passwordHash", "pass_phrase". Names of things about passwords are not passwords.
        var nameEnd = end + NameTail(text, end);
        var tail = text[end..nameEnd];
        if (nameEnd - end > MaxName || IsAbout(tail))
            return;

        // HTML and wiki marks, a closing quote of the name, blanks: then the operator.
        var at = nameEnd;
        var quotedName = at < text.Length && text[at] is (byte)'"' or (byte)'\'' or (byte)'`' or (byte)']' or (byte)'*' or (byte)'\\';
        while (at < text.Length && at - nameEnd < MaxGap && text[at] is (byte)'"' or (byte)'\'' or (byte)'`' or (byte)']' or (byte)'*' or (byte)'\\' or (byte)' ' or (byte)'\t' or (byte)'}')
            at++;
        var operatorAt = at;
        while (at < text.Length && at - operatorAt < 3 && text[at] is (byte)'=' or (byte)':' or (byte)'>')
            at++;
        if (at == operatorAt || text[operatorAt] == '>' || at < text.Length && text[at] == '/')
            return;

        var isComparison = at - operatorAt > 1 && text[operatorAt] == '=' && text[operatorAt + 1] == '=';
        var valueAt = at;
        while (valueAt < text.Length && valueAt - at < MaxGap && text[valueAt] is (byte)' ' or (byte)'\t' or (byte)'*' or (byte)'\\')
            valueAt++;
        // What is assigned so, in Go and Pascal, is code: a value that is no text is a name.
        var isCode = at - operatorAt > 1 && text[operatorAt] == ':' && text[operatorAt + 1] == '=';
        if (valueAt >= text.Length || isComparison)
            return;

        var quote = text[valueAt];
        if (quote is (byte)'"' or (byte)'\'' or (byte)'`')
            Quoted(text, valueAt + 1, quote, isEquals: text[operatorAt] == '=', rule, pass);
        else if (!isCode)
            Bare(text, start, valueAt, quotedName, isEquals: text[operatorAt] == '=', isTight: valueAt == nameEnd + (at - operatorAt), rule, pass);
    }

    private static int NameTail(ReadOnlySpan<byte> text, int end)
    {
        var rest = text[end..Math.Min(text.Length, end + MaxName + 1)];
        var length = rest.IndexOfAnyExcept(NameCharacters);
        return length < 0 ? rest.Length : length;
    }

    /// <summary>"passing", "password_hash", "passwordField": a name that goes on so is not of a password.</summary>
    private static bool IsAbout(ReadOnlySpan<byte> tail)
    {
        if (tail.IsEmpty)
            return false;

        foreach (var word in (ReadOnlySpan<string>)["ed", "ing", "es", "ive", "ion", "ign", "ag", "port", "enger"])
        {
            if (tail.Length >= word.Length && Ascii.EqualsIgnoreCase(tail[..word.Length], word))
                return true;
        }

        foreach (var word in (ReadOnlySpan<string>)["hash", "field", "label", "input", "url", "path", "file", "name", "policy", "prompt", "length", "expir", "reset", "type", "hint", "error", "regex", "valid", "confirm", "id", "arn", "ref", "manager", "count", "enabled", "required", "rules", "strength", "sanit"])
        {
            if (tail.Length >= word.Length && Holds(tail, word))
                return true;
        }

        return false;
    }

    private static bool Holds(ReadOnlySpan<byte> tail, string word)
    {
        for (var at = 0; at + word.Length <= tail.Length; at++)
        {
            if ((tail[at] | 0x20) == word[0] && Ascii.EqualsIgnoreCase(tail.Slice(at, word.Length), word))
                return true;
        }

        return false;
    }

    private static void Quoted(
        ReadOnlySpan<byte> text, int from, byte quote, bool isEquals, CompiledRule rule, in ScanPass pass)
    {
        var rest = text[from..Math.Min(text.Length, from + MaxLength)];
        var length = rest.IndexOfAny(quote, (byte)'\n');
        if (length < MinLength || rest[length] == '\n')
            return;

        var value = rest[..length];
        if (value[^1] == '\\')
            value = value[..^1];
        if (IsHarmless(value) || value.Contains((byte)' ') || value.IndexOfAny((byte)'<', (byte)'>') >= 0)
            return;

        // Code that gives a variable one word of small letters gives it a password more often than not.
        if (Kinds(value) < (isEquals && value.Length >= MinWord && !Placeholders.IsWord(value) ? 1 : 2))
            return;

        pass.Accept(rule, from, value.Length);
    }

    private static void Bare(
        ReadOnlySpan<byte> text, int nameAt, int from, bool quotedName, bool isEquals, bool isTight, CompiledRule rule, in ScanPass pass)
    {
        var rest = text[from..Math.Min(text.Length, from + MaxLength)];
        var length = rest.IndexOfAny(BareEnds);
        if (length < 0)
            length = rest.Length;
        if (length < MinLength || length == MaxLength)
            return;

        // A call or an index is code that brings the value from elsewhere; a dotted name is a reference.
        var after = length < rest.Length ? rest[length] : (byte)'\n';
        if (after is (byte)'(' or (byte)'[' or (byte)'{' or (byte)'<' || after == '>' && rest[length - 1] == '-')
            return;

        var value = rest[..length].TrimEnd(".,;:!?*_"u8);
        if (value.Length < MinLength || IsHarmless(value) || IsDottedName(value))
            return;

        // In prose a value shows itself by digits and signs; in settings (NAME=value) also letters with digits do.
        var endsLine = after is (byte)'\n' or (byte)'\r' && value.ContainsAnyInRange((byte)'0', (byte)'9');
        var isSetting = endsLine || isTight && isEquals && !quotedName && IsUpperName(text, nameAt);
        if (Kinds(value) < (isSetting ? 2 : 3))
            return;

        pass.Accept(rule, from, value.Length);
    }

    private static bool IsUpperName(ReadOnlySpan<byte> text, int at) => char.IsAsciiLetterUpper((char)text[at]);

    private static bool IsHarmless(ReadOnlySpan<byte> value) =>
        Placeholders.Is(value) || Placeholders.IsWord(value) || IsVersion(value) || IsNameOfOne(value) || value.StartsWith("http"u8) || value.IndexOf("://"u8) >= 0 || value[0] is (byte)'/' or (byte)'.' or (byte)'\\' or (byte)'-' or (byte)'#' or (byte)'!' ||
        value.IndexOfAny((byte)'(', (byte)')') >= 0 || value.IndexOf("env."u8) >= 0 || value.IndexOf("ENV["u8) >= 0 || value.IndexOf("process."u8) >= 0 || value.IndexOf("secrets."u8) >= 0 || value.IndexOf("var."u8) == 0;

    /// <summary>A dependency whose name holds such a word: <c>"minipass": "^7.1.3"</c>.</summary>
    private static bool IsVersion(ReadOnlySpan<byte> value) =>
        value.Contains((byte)'.') && value.IndexOfAnyExcept(VersionCharacters) < 0;

    /// <summary>The name of a setting, given where a value is expected: <c>client_secret='client_secret'</c>.</summary>
    private static bool IsNameOfOne(ReadOnlySpan<byte> value)
    {
        if (value.ContainsAnyInRange((byte)'0', (byte)'9') || !(WrittenText.IsIdentifier(value) || value.IndexOfAnyExceptInRange((byte)'A', (byte)'z') < 0))
            return false;

        foreach (var word in (ReadOnlySpan<string>)["password", "passwd", "secret", "passphrase"])
        {
            if (Holds(value, word) && value.Length > word.Length)
                return true;
        }

        return false;
    }

    private static bool IsDottedName(ReadOnlySpan<byte> value)
    {
        if (value.IndexOf((byte)'.') < 0 && value.IndexOf("->"u8) < 0 && value.IndexOf("::"u8) < 0)
            return false;

        foreach (var character in value)
        {
            if (!char.IsAsciiLetter((char)character) && character is not ((byte)'.' or (byte)'_' or (byte)'-' or (byte)'>' or (byte)':' or (byte)'$'))
                return false;
        }

        return true;
    }

    /// <summary>How many of lower case, upper case, digits and signs it holds.</summary>
    private static int Kinds(ReadOnlySpan<byte> value)
    {
        bool lower = false, upper = false, digit = false, sign = false;
        foreach (var character in value)
        {
            if (char.IsAsciiLetterLower((char)character))
                lower = true;
            else if (char.IsAsciiLetterUpper((char)character))
                upper = true;
            else if (char.IsAsciiDigit((char)character))
                digit = true;
            else
                sign = true;
        }

        return (lower ? 1 : 0) + (upper ? 1 : 0) + (digit ? 1 : 0) + (sign ? 1 : 0);
    }
}
