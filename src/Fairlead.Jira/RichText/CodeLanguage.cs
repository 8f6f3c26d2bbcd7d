namespace Fairlead.Jira.RichText;

/// <summary>Names of languages as each edition knows them.</summary>
internal static class CodeLanguage
{
    /// <summary>Unknown names make some Data Center versions print an error above the code: only those of Jira's own list.</summary>
    public static string? ForWiki(string? language) => language?.Trim().ToLowerInvariant() switch
    {
        "bash" or "sh" or "shell" => "bash",
        "cpp" or "c++" => "cpp",
        "cs" or "csharp" or "c#" => "c#",
        "golang" => "go",
        "js" or "javascript" => "javascript",
        "py" or "python" => "python",
        "rb" or "ruby" => "ruby",
        "yml" or "yaml" => "yaml",
        var name and ("c" or "css" or "go" or "groovy" or "html" or "java" or "json" or "lua" or "perl" or "php" or "r" or "scala" or "sql"
            or "swift" or "xml") => name,
        _ => null,
    };

    public static string? ForAdf(string? language)
    {
        var name = language?.Trim().ToLowerInvariant();
        return name is { Length: > 0 and <= 30 } && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '+' or '#' or '-' or '.') ? name : null;
    }
}
