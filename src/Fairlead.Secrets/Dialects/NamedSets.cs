using System.Globalization;
using Fairlead.Secrets.Patterns;

namespace Fairlead.Secrets.Dialects;

/// <summary>Classes that are called by a name, as in <c>\p{Lu}</c> and <c>[:alpha:]</c>.</summary>
internal static class NamedSets
{
    private static readonly Dictionary<string, Func<CharacterSet>> Posix = new(StringComparer.OrdinalIgnoreCase)
    {
        ["lower"] = () => CharacterSet.LowerLetters,
        ["upper"] = () => CharacterSet.UpperLetters,
        ["ascii"] = () => CharacterSet.Range('\0', '\x7F'),
        ["alpha"] = () => CharacterSet.LowerLetters | CharacterSet.UpperLetters,
        ["digit"] = () => CharacterSet.Digits,
        ["alnum"] = () => CharacterSet.LowerLetters | CharacterSet.UpperLetters | CharacterSet.Digits,
        ["punct"] = () => CharacterSet.Where(c => c is > ' ' and < (char)0x7F && !char.IsAsciiLetterOrDigit(c)),
        ["graph"] = () => CharacterSet.Range('!', '~'),
        ["print"] = () => CharacterSet.Range(' ', '~'),
        ["blank"] = () => CharacterSet.Of(" \t"),
        ["cntrl"] = () => CharacterSet.Range('\0', '\x1F') | CharacterSet.Of('\x7F'),
        ["xdigit"] = () => CharacterSet.Where(char.IsAsciiHexDigit),
        ["space"] = () => CharacterSet.Blanks,
        ["word"] = () => CharacterSet.Word,
    };

    private static readonly Dictionary<string, Func<char, bool>> Java = new(StringComparer.Ordinal)
    {
        ["javaLowerCase"] = char.IsLower,
        ["javaUpperCase"] = char.IsUpper,
        ["javaLetter"] = char.IsLetter,
        ["javaLetterOrDigit"] = character => char.IsLetter(character) || char.IsDigit(character),
        ["javaDigit"] = char.IsDigit,
    };

    /// <summary>The words of Unicode's general categories, long ones too, by the two letters of the category.</summary>
    private static readonly Dictionary<string, string> LongNames = new(StringComparer.OrdinalIgnoreCase)
    {
        ["letter"] = "L",
        ["uppercase_letter"] = "Lu",
        ["lowercase_letter"] = "Ll",
        ["mark"] = "M",
        ["number"] = "N",
        ["decimal_number"] = "Nd",
        ["punctuation"] = "P",
        ["symbol"] = "S",
        ["separator"] = "Z",
        ["other"] = "C",
    };

    private static readonly string[] Categories =
    [
        "Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "No", "Zs", "Zl", "Zp", "Cc", "Cf", "Cs", "Co", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "Sm", "Sc", "Sk", "So", "Cn",
    ];

    /// <returns><see langword="null"/>: there is none by that name.</returns>
    public static CharacterSet? OfPosix(string name) => Posix.TryGetValue(name, out var set) ? set() : null;

    /// <exception cref="PatternException">There is none by that name, or none that means the same here.</exception>
    public static CharacterSet OfProperty(string name, int at, RegexDialect dialect)
    {
        if (dialect == RegexDialect.Java && name.Length > 1 && !IsCategory(name) && OfPosix(name) is { } posix)
            return posix;
        if (dialect == RegexDialect.Java && Java.TryGetValue(name, out var holds))
            return CharacterSet.Where(holds);

        var category = name;
        foreach (var lead in (string[])["gc=", "general_category=", "Is"])
        {
            if (category.StartsWith(lead, StringComparison.OrdinalIgnoreCase) && category.Length > lead.Length)
                category = category[lead.Length..];
        }

        category = LongNames.GetValueOrDefault(category, category);
        return IsCategory(category)
            ? CharacterSet.Where(character => Categories[(int)CharUnicodeInfo.GetUnicodeCategory(character)].StartsWith(category, StringComparison.Ordinal))
            : throw new PatternException($"\\p{{{name}}} is not known here: general categories such as \\p{{L}} are, and in Java \\p{{Alpha}} and its kin. Write the characters as ranges.", at);
    }

    private static bool IsCategory(string name) =>
        name.Length is 1 or 2 && Array.Exists(Categories, category => category.StartsWith(name, StringComparison.Ordinal));
}
