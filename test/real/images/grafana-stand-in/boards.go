// Boards: every JSON file below the folders that the providers name, each looked through.
package main

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

type board struct {
	UID, Title, Folder, FolderUID, Provider, Path string
	Tags                                          []string
	Model                                         map[string]any
}

func readBoards(folder string, sources []source) ([]board, error) {
	var all []board
	err := yamlFiles(folder, func(_ string, found providerFile) error {
		for _, one := range found.Providers {
			at, _ := one.Options["path"].(string)
			if one.Name == "" || at == "" || (one.Type != "" && one.Type != "file") {
				return fmt.Errorf("provider %q needs a name, the type file and options.path", one.Name)
			}
			if err := expandAll(&at); err != nil {
				return err
			}
			more, err := boardsBelow(at, one, sources)
			if err != nil {
				return err
			}
			for _, each := range more {
				if other := slices.IndexFunc(all, func(b board) bool { return b.UID == each.UID }); other >= 0 {
					return fmt.Errorf("%s: the uid %s is taken by %s", each.Path, each.UID, all[other].Path)
				}
				all = append(all, each)
			}
		}
		return nil
	})
	return all, err
}

func boardsBelow(folder string, from provider, sources []source) ([]board, error) {
	var all []board
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || filepath.Ext(path) != ".json" {
			return err
		}
		one, err := readBoard(path, sources)
		if err != nil {
			return fmt.Errorf("board %s: %w", path, err)
		}
		one.Folder, one.FolderUID, one.Provider = from.Folder, from.FolderUID, from.Name
		all = append(all, one)
		return nil
	})
	return all, err
}

var goodUID = regexp.MustCompile(`^[a-zA-Z0-9_-]{1,40}$`)

func readBoard(path string, sources []source) (board, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return board{}, err
	}
	var model map[string]any
	if err := json.Unmarshal(text, &model); err != nil {
		return board{}, fmt.Errorf("no JSON: %w", err)
	}
	one := board{Path: path, Model: model, Tags: []string{}}
	one.UID, _ = model["uid"].(string)
	one.Title, _ = model["title"].(string)
	if !goodUID.MatchString(one.UID) || strings.TrimSpace(one.Title) == "" {
		return one, fmt.Errorf("needs a title and a uid of at most 40 letters, digits, - and _")
	}
	tags, _ := model["tags"].([]any)
	for _, tag := range tags {
		if text, isText := tag.(string); isText {
			one.Tags = append(one.Tags, text)
		}
	}
	panels, areList := model["panels"].([]any)
	if !areList {
		return one, fmt.Errorf("panels is no list")
	}
	ids := map[float64]bool{}
	return one, checkPanels(panels, ids, sources)
}

func checkPanels(panels []any, ids map[float64]bool, sources []source) error {
	for _, each := range panels {
		panel, _ := each.(map[string]any)
		kind, _ := panel["type"].(string)
		title, _ := panel["title"].(string)
		place, _ := panel["gridPos"].(map[string]any)
		id, numbered := panel["id"].(float64)
		if kind == "" || place == nil {
			return fmt.Errorf("panel %q needs a type and a gridPos", title)
		}
		if numbered && ids[id] {
			return fmt.Errorf("panel %q has the id of another one: %v", title, id)
		}
		ids[id] = true
		targets, _ := panel["targets"].([]any)
		for _, one := range append(targets, any(panel)) {
			if err := knownSource(one, sources); err != nil {
				return fmt.Errorf("panel %q: %w", title, err)
			}
		}
		inner, _ := panel["panels"].([]any)
		if err := checkPanels(inner, ids, sources); err != nil {
			return err
		}
	}
	return nil
}

// knownSource: a variable, one that Grafana brings, or one that was provisioned.
func knownSource(from any, sources []source) error {
	holder, _ := from.(map[string]any)
	named, _ := holder["datasource"].(map[string]any)
	uid, _ := named["uid"].(string)
	if uid == "" || strings.HasPrefix(uid, "$") || strings.HasPrefix(uid, "-- ") || uid == "grafana" {
		return nil
	}
	if slices.ContainsFunc(sources, func(one source) bool { return one.UID == uid }) {
		return nil
	}
	return fmt.Errorf("no data source has the uid %q", uid)
}
