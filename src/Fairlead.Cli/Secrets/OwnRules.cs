using System.CommandLine;
using Fairlead.Cli.Commands;
using Fairlead.Cli.Configurations;
using Fairlead.Kernel.Text;
using Fairlead.Secrets;
using Fairlead.Secrets.Limits;
using Fairlead.Secrets.Rules;

namespace Fairlead.Cli.Secrets;

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
    public static async Task<SecretRuleSet> WithBuiltInAsync(IReadOnlyList<string> paths, CancellationToken ct)
    {
        var rules = SecretRuleSet.BuiltIn.Rules.ToList();
        foreach (var file in FilesOf(paths))
        {
            try
            {
                rules.AddRange(await ReadAsync(file, ct));
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
            return new SecretRuleSet(rules);
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
    public static async Task<IReadOnlyList<SecretRule>> ReadAsync(string file, CancellationToken ct)
    {
        var yaml = await YamlFile.OfAsync(file, ct);
        return RuleFileReader.Read(yaml.Name, new StringReader(yaml.Text), RuleLimits.Default);
    }

    /// <summary>The files, and of folders what ends in .yaml or .yml, at any depth, in the order of names.</summary>
    /// <exception cref="CommandFailedException">A folder holds none, or cannot be read.</exception>
    public static IReadOnlyList<string> FilesOf(IReadOnlyList<string> paths) => [.. paths.SelectMany(path => Directory.Exists(path) ? InFolder(path) : [path])];

    private static List<string> InFolder(string folder)
    {
        try
        {
            var files = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                .Where(file => Path.GetExtension(file).ToLowerInvariant() is ".yaml" or ".yml")
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
