using System.CommandLine;
using Fairlead.Cli.Commands;
using Fairlead.Cli.Configurations;
using Fairlead.Kernel.Text;
using Fairlead.Secrets;
using Fairlead.Secrets.Allowing;
using Fairlead.Secrets.Importing;
using Fairlead.Secrets.Limits;
using Fairlead.Secrets.Rules;

namespace Fairlead.Cli.Secrets;

/// <param name="Allow">What files of other scanners allow of their own rules.</param>
/// <param name="Left">What could not be carried over from these, a sentence each.</param>
internal sealed record LoadedRules(SecretRuleSet Rules, IReadOnlyList<AllowList> Allow, IReadOnlyList<string> Left);

/// <summary>Rule files that were named on the command line, and the rules that come with Fairlead.</summary>
internal static class OwnRules
{
    public static readonly Option<string[]> Option = new("--rules")
    {
        Description = "Rules of your own as well: a file, or a folder with files; can be given several times",
        HelpName = "PATH",
    };

    /// <summary>Those of Fairlead and of these files.</summary>
    /// <exception cref="CommandFailedException">A file cannot be read or taken.</exception>
    public static async Task<SecretRuleSet> WithBuiltInAsync(IReadOnlyList<string> paths, CancellationToken ct) => (await LoadAsync(paths, ct)).Rules;

    /// <summary>The same, with what the files allow of their own rules, and what could not be carried over from other scanners.</summary>
    /// <inheritdoc cref="WithBuiltInAsync"/>
    public static async Task<LoadedRules> LoadAsync(IReadOnlyList<string> paths, CancellationToken ct)
    {
        var rules = SecretRuleSet.BuiltIn.Rules.ToList();
        var allow = new List<AllowList>();
        var left = new List<string>();
        foreach (var file in FilesOf(paths))
        {
            try
            {
                var read = await ReadWholeAsync(file, ct);
                rules.AddRange(read.Rules);
                IReadOnlyList<string> ids = [.. read.Rules.Select(rule => rule.Id)];
                if (ids.Count > 0)
                    allow.AddRange(read.Allow.Select(list => list.Rules.Count > 0 ? list : list with { Rules = ids }));
                left.AddRange(read.Left.Select(one => $"{file}, line {one.Line}: {(one.Rule is null ? "" : one.Rule + ": ")}{one.Reason}{(one.IsWhole ? "; the rule is left out" : "")}."));
            }
            catch (SecretRuleException e)
            {
                throw new CommandFailedException(ExitCode.BadData, e.Message, e);
            }
        }

        if (rules.CountBy(rule => rule.Id).FirstOrDefault(id => id.Value > 1) is { Key: { } twice })
            throw Taken($"two rules are called {twice}.", null);

        try
        {
            return new LoadedRules(new SecretRuleSet(rules), allow, left);
        }
        catch (ArgumentException e)
        {
            throw Taken(e.Message.Split(" (Parameter", 2)[0], e);
        }
    }

    private static CommandFailedException Taken(string what, Exception? cause) =>
        new(ExitCode.BadData, $"{what} Give the rule of yours another id or alias.", cause);

    /// <exception cref="SecretRuleException">Says what is wrong, in which line.</exception>
    /// <exception cref="CommandFailedException">The file cannot be read.</exception>
    public static async Task<IReadOnlyList<SecretRule>> ReadAsync(string file, CancellationToken ct) => (await ReadWholeAsync(file, ct)).Rules;

    private static async Task<ImportedRules> ReadWholeAsync(string file, CancellationToken ct)
    {
        var text = await YamlFile.OfAsync(file, ct);
        return AnyRuleFile.Read(text.Name, text.Text, RuleLimits.Default);
    }

    /// <summary>The files, and of folders what ends in .yaml, .yml or .toml, at any depth, in the order of names.</summary>
    /// <exception cref="CommandFailedException">A folder holds none, or cannot be read.</exception>
    public static IReadOnlyList<string> FilesOf(IReadOnlyList<string> paths) => [.. paths.SelectMany(path => Directory.Exists(path) ? InFolder(path) : [path])];

    private static List<string> InFolder(string folder)
    {
        try
        {
            var files = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                .Where(file => Path.GetExtension(file).ToLowerInvariant() is ".yaml" or ".yml" or ".toml")
                .Order(StringComparer.Ordinal)
                .ToList();
            return files.Count > 0 ? files : throw new CommandFailedException(ExitCode.NoInput, $"{folder} holds no rule file (.yaml). Name a file or another folder.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailedException(ExitCode.NoInput, $"cannot read {folder}: {FileFailure.Reason(e)}. Name a folder that this user may read.", e);
        }
    }
}
