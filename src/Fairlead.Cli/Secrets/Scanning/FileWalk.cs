using System.IO.Enumeration;
using Fairlead.Kernel.Text;

namespace Fairlead.Cli.Secrets.Scanning;

/// <summary>The files of a folder and of those in it, in the order of their names. What is left out and what cannot be read is told when all is done.</summary>
internal sealed class FileWalk
{
    private static readonly EnumerationOptions Everything = new() { AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false };

    private readonly List<string> _unreadable = [];
    private readonly SortedDictionary<string, int> _leftOut = new(StringComparer.Ordinal);

    private readonly record struct Entry(string Path, string Name, bool IsFolder, bool IsEmpty);

    /// <summary>Folders that could not be listed, a sentence each without its full stop.</summary>
    public IReadOnlyList<string> Unreadable => _unreadable;

    /// <summary>How many folders of which name were not looked into.</summary>
    public IReadOnlyDictionary<string, int> LeftOut => _leftOut;

    /// <summary>Files, pipes and devices that hold nothing that can be read; they are files that were looked at.</summary>
    public long Empty { get; private set; }

    /// <param name="shown">As the folder is told; empty: the current one, whose files are told by their names.</param>
    public IEnumerable<(string Path, string Shown)> FilesOf(string folder, string shown)
    {
        var waiting = new Stack<Entry>();
        waiting.Push(new Entry(folder, shown, IsFolder: true, IsEmpty: false));
        while (waiting.TryPop(out var entry))
        {
            if (!entry.IsFolder)
            {
                yield return (entry.Path, entry.Name);
                continue;
            }

            var children = ChildrenOf(entry);
            for (var i = children.Count - 1; i >= 0; i--)
            {
                var name = entry.Name.Length == 0 || entry.Name[^1] == '/' ? entry.Name + children[i].Name : $"{entry.Name}/{children[i].Name}";
                waiting.Push(children[i] with { Name = name });
            }
        }
    }

    private List<Entry> ChildrenOf(Entry folder)
    {
        var children = new List<Entry>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        try
        {
            var all = new FileSystemEnumerable<Entry>(
                folder.Path,
                (ref FileSystemEntry e) => new Entry(e.ToFullPath(), e.FileName.ToString(), e.IsDirectory, !e.IsDirectory && e.Length == 0),
                Everything)
            {
                // What a link leads to is either in the tree and found there, or out of it.
                ShouldIncludePredicate = (ref FileSystemEntry e) => !e.Attributes.HasFlag(FileAttributes.ReparsePoint),
            };
            foreach (var entry in all)
            {
                children.Add(entry);
                names.Add(entry.Name);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _unreadable.Add($"cannot read {(folder.Name.Length == 0 ? "." : folder.Name)}: {FileFailure.Reason(e)}");
        }

        // Such as one of another code page: it cannot be opened by what it is called here, and so seems to be empty.
        var unnamed = children.FindAll(c => c.Name.Contains('\uFFFD') && !Path.Exists(c.Path));
        _unreadable.AddRange(unnamed.Select(c => $"cannot read {(folder.Name.Length == 0 ? "" : folder.Name.TrimEnd('/') + "/")}{c.Name}: its name is not UTF-8; rename it, or give it by: fairlead secrets scan - < FILE"));
        children.RemoveAll(unnamed.Contains);
        // A pipe would be waited for; it has no length, as a file without text has none.
        Empty += children.RemoveAll(child => child.IsEmpty);
        children.RemoveAll(child => child.IsFolder && IsLeftOut(child, names));
        children.Sort((x, y) => string.CompareOrdinal(x.Name, y.Name));
        return children;
    }

    private bool IsLeftOut(Entry folder, HashSet<string> besides)
    {
        if (!FoldersLeftOut.Has(folder.Name, folder.Path, besides))
            return false;

        _leftOut[folder.Name] = _leftOut.GetValueOrDefault(folder.Name) + 1;
        return true;
    }
}
