// Provisioning files for data sources, and for the folders that boards lie in.
package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"go.yaml.in/yaml/v3"
)

type source struct {
	Name     string         `yaml:"name" json:"name"`
	UID      string         `yaml:"uid" json:"uid"`
	Type     string         `yaml:"type" json:"type"`
	Access   string         `yaml:"access" json:"access"`
	URL      string         `yaml:"url" json:"url"`
	Default  bool           `yaml:"isDefault" json:"isDefault"`
	Editable bool           `yaml:"editable" json:"-"`
	ReadOnly bool           `yaml:"-" json:"readOnly"`
	JSONData map[string]any `yaml:"jsonData" json:"jsonData"`
	Rest     map[string]any `yaml:",inline" json:"-"`
}

type sourceFile struct {
	APIVersion  int              `yaml:"apiVersion"`
	Prune       bool             `yaml:"prune"`
	Delete      []map[string]any `yaml:"deleteDatasources"`
	Datasources []source         `yaml:"datasources"`
}

type provider struct {
	Name      string         `yaml:"name"`
	Type      string         `yaml:"type"`
	Folder    string         `yaml:"folder"`
	FolderUID string         `yaml:"folderUid"`
	Options   map[string]any `yaml:"options"`
	Rest      map[string]any `yaml:",inline"`
}

type providerFile struct {
	APIVersion int        `yaml:"apiVersion"`
	Providers  []provider `yaml:"providers"`
}

// yamlFiles calls once for each file of a folder, with what it says; no folder is no file.
func yamlFiles[Shape any](folder string, each func(path string, found Shape) error) error {
	entries, err := os.ReadDir(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, entry := range entries {
		path := filepath.Join(folder, entry.Name())
		if ending := filepath.Ext(path); ending != ".yaml" && ending != ".yml" {
			continue
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		var found Shape
		reader := yaml.NewDecoder(bytes.NewReader(text))
		reader.KnownFields(true)
		if err := reader.Decode(&found); err != nil && !errors.Is(err, io.EOF) {
			return fmt.Errorf("%s: %s", path, strings.Join(strings.Fields(err.Error()), " "))
		}
		if err := each(path, found); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
	}
	return nil
}

func readSources(folder string) ([]source, error) {
	var all []source
	err := yamlFiles(folder, func(_ string, found sourceFile) error {
		for _, one := range found.Datasources {
			one.ReadOnly = !one.Editable
			err := expandAll(&one.URL, &one.Name, &one.UID)
			if err == nil {
				err = check(one, all)
			}
			if err != nil {
				return err
			}
			all = append(all, one)
		}
		return nil
	})
	return all, err
}

func check(one source, others []source) error {
	if one.Name == "" || one.UID == "" || one.Type == "" {
		return fmt.Errorf("data source %q needs a name, a uid and a type", one.Name)
	}
	at, err := url.Parse(one.URL)
	if err != nil || (at.Scheme != "http" && at.Scheme != "https") || at.Host == "" {
		return fmt.Errorf("data source %q has no address: %q", one.Name, one.URL)
	}
	for _, other := range others {
		if other.UID == one.UID || other.Name == one.Name {
			return fmt.Errorf("data source %q (%s) is there twice", one.Name, one.UID)
		}
		if other.Default && one.Default {
			return fmt.Errorf("data sources %q and %q are both the default", other.Name, one.Name)
		}
	}
	return nil
}
